import { and, eq } from "drizzle-orm";
import { auditEvents } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { addNewcomer, newBrowser, newNewcomer } from "#e2e/newcomers.ts";
import { changeRole, invite, openMembers } from "#e2e/pages/members.ts";
import { addWorkspace, password, people } from "#e2e/people.ts";

const deadLink = "This invitation doesn’t work any more";

test("an invitation link makes one new person, once", async ({ as, browser, workspace }) => {
  const owner = await as("owner");
  await openMembers(owner, workspace);
  const grace = newNewcomer("Grace");
  const link = await invite(owner, grace.email, "Admin");

  const page = await newBrowser(browser);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: `Join ${workspace.name}` })).toBeVisible();
  await expect(page.getByText(grace.email)).toBeVisible();
  await page.getByLabel("Your name").fill(grace.name);
  await page.getByLabel("Password", { exact: true }).fill(grace.email);
  await page.getByRole("button", { name: "Join workspace" }).click();
  await expect(page.getByText("This password is mostly your name")).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(grace.name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Join workspace" }).click();
  await expect(page.getByRole("heading", { name: "Secrets", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "New secret" })).toBeVisible();

  await page.goto(link);
  await expect(page.getByRole("heading", { name: deadLink })).toBeVisible();
  await openMembers(page, workspace);
  await expect(page.getByRole("row", { name: new RegExp(grace.email) })).toContainText("Admin");
  // An admin makes no owners, and doesn't touch them.
  await expect(page.getByLabel("Role").getByRole("option")).toHaveText(["Member", "Admin"]);
  await expect(page.getByRole("button", { name: `Remove ${people.owner.name}` })).toHaveCount(0);
  await expect(page.getByRole("button", { name: `Remove ${people.member.name}` })).toBeVisible();
  await page.context().close();
});

test("an email that has an account must sign in to accept, and nobody else can", async ({
  as,
  browser,
  db,
  workspace,
}) => {
  const owner = await as("owner");
  await openMembers(owner, workspace);
  const grace = await addNewcomer(db, "Grace");
  const link = await invite(owner, grace.email, "Member");

  const stranger = await as("stranger");
  await stranger.goto(link);
  await expect(stranger.getByText(`You are signed in as ${people.stranger.email}`)).toBeVisible();
  await expect(stranger.getByRole("button", { name: "Join workspace" })).toHaveCount(0);

  const page = await newBrowser(browser);
  await page.goto(link);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await page.getByRole("link", { name: "Sign in to join" }).click();
  await page.getByLabel("Email").fill(grace.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Join workspace" }).click();
  await expect(page.getByRole("heading", { name: "Secrets", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "New secret" })).toHaveCount(0);
  await page.context().close();
});

test("a withdrawn invitation is dead", async ({ as, browser, workspace }) => {
  const owner = await as("owner");
  await openMembers(owner, workspace);
  const { email } = newNewcomer("Grace");
  const link = await invite(owner, email, "Member");
  await owner.getByRole("button", { name: `Withdraw the invitation for ${email}` }).click();
  await expect(owner.getByText(`The invitation for ${email} is withdrawn.`, { exact: true })).toBeVisible();
  await expect(owner.getByRole("heading", { name: "Open invitations" })).toHaveCount(0);
  const page = await newBrowser(browser);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: deadLink })).toBeVisible();
  await page.context().close();
});

test("a demotion holds from the next request on, also on a page that shows the buttons still", async ({
  as,
  browser,
  db,
}) => {
  const grace = await addNewcomer(db, "Grace");
  const workspace = await addWorkspace(db, { [people.owner.email]: "owner", [grace.email]: "admin" });
  const [owner, admin] = [await as("owner"), await newBrowser(browser, grace)];
  await openMembers(admin, workspace);
  const deadBefore = await invite(admin, newNewcomer("New").email, "Member");
  await openMembers(owner, workspace);
  await changeRole(owner, grace.name, "Member");

  await admin.getByLabel("Email").fill(newNewcomer("New").email);
  await admin.getByRole("button", { name: "Invite member" }).click();
  await expect(admin.getByText("You don't have the right to do this")).toBeVisible();
  const denied = and(eq(auditEvents.workspaceId, workspace.id), eq(auditEvents.outcome, "denied"));
  expect(
    await db.select({ kind: auditEvents.kind, who: auditEvents.actorName }).from(auditEvents).where(denied),
  ).toEqual([{ kind: "member.invite", who: grace.name }]);
  await admin.reload();
  await expect(admin.getByRole("button", { name: "Invite member" })).toHaveCount(0);
  await owner.goto(deadBefore);
  await expect(owner.getByRole("heading", { name: deadLink })).toBeVisible();
  await admin.context().close();
});

test("whoever is removed sees from the next request on what a stranger sees: nothing", async ({
  as,
  browser,
  db,
}) => {
  const grace = await addNewcomer(db, "Grace");
  const workspace = await addWorkspace(db, { [people.owner.email]: "owner", [grace.email]: "member" });
  const [owner, member] = [await as("owner"), await newBrowser(browser, grace)];
  await openMembers(member, workspace);
  await openMembers(owner, workspace);
  await owner.getByRole("button", { name: `Remove ${grace.name}` }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Remove from workspace" }).click();
  await expect(owner.getByText(`${grace.name} is removed.`, { exact: true })).toBeVisible();

  const answers = [];
  for (const slug of [workspace.slug, "no-such-workspace"]) {
    const response = await member.goto(`/w/${slug}/members`);
    answers.push({ status: response?.status(), says: await member.getByRole("main").innerText() });
  }
  expect(answers[0]).toMatchObject({ status: 404 });
  expect(answers[0]).toEqual(answers[1]);
  await member.context().close();
});

test("the last owner can neither leave nor step down; with a second one they can", async ({
  browser,
  db,
}) => {
  const [ada, grace] = [await addNewcomer(db, "Ada"), await addNewcomer(db, "Grace")];
  const workspace = await addWorkspace(db, { [ada.email]: "owner", [grace.email]: "member" });
  const page = await newBrowser(browser, ada);
  await openMembers(page, workspace);
  await page.getByRole("button", { name: "Leave workspace" }).click();
  const question = page.getByRole("alertdialog", { name: `Leave ${workspace.name}?` });
  await question.getByRole("button", { name: "Leave", exact: true }).click();
  await expect(question.getByText("A workspace needs an owner")).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: `change the role of ${ada.name}` }).click();
  await page.getByRole("menuitemradio", { name: "Member" }).click();
  const stepDown = page.getByRole("alertdialog", { name: "Give up your own rights?" });
  await stepDown.getByRole("button", { name: "Change my role" }).click();
  await expect(stepDown.getByText("A workspace needs an owner")).toBeVisible();
  await stepDown.getByRole("button", { name: "Cancel" }).click();

  await changeRole(page, grace.name, "Owner");
  await page.getByRole("button", { name: "Leave workspace" }).click();
  await question.getByRole("button", { name: "Leave", exact: true }).click();
  await page.waitForURL("**/workspaces/new");
  await page.context().close();
});

test("a second workspace is made, and the switcher leads from one to the other", async ({ browser, db }) => {
  const ada = await addNewcomer(db, "Ada");
  const first = await addWorkspace(db, { [ada.email]: "owner" });
  const page = await newBrowser(browser, ada);
  await page.getByRole("button", { name: `Workspace: ${first.name}` }).click();
  await page.getByRole("menuitem", { name: "New workspace" }).click();
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByText("Give the workspace a name")).toBeVisible();
  await page.getByLabel("Workspace name").fill("Night Shift");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/w\/night-shift[^/]*\/secrets$/);
  const second = page.url();

  await page.getByRole("button", { name: "Workspace: Night Shift" }).click();
  await page.getByRole("menuitem", { name: first.name }).click();
  await page.waitForURL(`**/w/${first.slug}/secrets`);
  await expect(page.getByRole("button", { name: `Workspace: ${first.name}` })).toBeVisible();
  // The start page leads to the one seen last.
  await page.goto(second);
  await expect(page.getByRole("heading", { name: "Secrets", exact: true })).toBeVisible();
  await page.goto("/");
  expect(page.url()).toBe(second);
  await page.context().close();
});
