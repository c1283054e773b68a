import { desc, eq } from "drizzle-orm";
import { actions, actionVersions, auditEvents, runs } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { codeEditor, createAction, openAction, runAction, saveAction } from "#e2e/pages/actions.ts";
import { createSecret } from "#e2e/pages/secrets.ts";
import { newCanary } from "#e2e/system/canaries.ts";

test("the editor completes this workspace's secret names, and the panel shows what the code references", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, {
    name: "HUBSPOT_API_KEY",
    value: newCanary(),
    description: "The CRM",
  });
  await createSecret(owner, workspace, { name: "STRIPE_KEY", value: newCanary() });
  await createAction(owner, workspace, { name: "Complete", code: "" });
  await codeEditor(owner).pressSequentially("key = app.secrets.");
  const list = owner.getByRole("listbox", { name: "Completions" });
  await expect(list.getByRole("option")).toHaveText(["HUBSPOT_API_KEY", "STRIPE_KEY"]);
  await expect(owner.getByText("The CRM")).toBeVisible();
  await codeEditor(owner).pressSequentially("HUB");
  await expect(list.getByRole("option")).toHaveText(["HUBSPOT_API_KEY"]);
  await list.getByRole("option").click();
  await expect(codeEditor(owner)).toHaveText("key = app.secrets.HUBSPOT_API_KEY");
  const panel = owner.getByRole("region", { name: "Secrets" });
  await expect(panel.getByRole("listitem")).toHaveText([/HUBSPOT_API_KEY.*in the code/]);
  await codeEditor(owner).pressSequentially(" + app.secrets.NOT_THERE");
  await expect(panel.getByRole("listitem").filter({ hasText: "NOT_THERE" })).toContainText("Doesn't exist");
});

test("a name that the code computes is readable once it is selected in the panel", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "STRIPE_KEY", value: newCanary() });
  const code = `for kind in ("KEY",):\n    print("read", app.secrets.get("STRIPE_" + kind))\n`;
  await createAction(owner, workspace, { name: "Computed", code });
  await runAction(owner, "Failed");
  await expect(
    owner
      .getByText(/may not read the secret STRIPE_KEY yet.*Select it in the action's Secrets panel/)
      .first(),
  ).toBeVisible();
  const panel = owner.getByRole("region", { name: "Secrets" });
  await panel.getByLabel("Select a secret").fill("STRIPE_KEY");
  await panel.getByRole("button", { name: "Select", exact: true }).click();
  await expect(panel.getByRole("listitem")).toHaveText([/STRIPE_KEY.*selected/]);
  await saveAction(owner);
  await expect((await runAction(owner, "Succeeded")).log).toContainText("read [STRIPE_KEY]");
});

test("a name that does not exist fails with the nearest ones", async ({ as, workspace }) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "STRIPE_KEY", value: newCanary() });
  await createAction(owner, workspace, { name: "Misspelt", code: "print(app.secrets.STRIPE_KAY)\n" });
  await runAction(owner, "Failed");
  await expect(
    owner.getByText(/no secret STRIPE_KAY in this workspace. Did you mean STRIPE_KEY\?/).first(),
  ).toBeVisible();
});

test("code that Python can't read is saved, marked at its line, and refused at Run", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  const id = await createAction(owner, workspace, { name: "Broken", code: "x = 1\ny = (2\n" });
  await expect(
    owner.getByText(/Line 2: '\(' was never closed\. The code is saved, but it can't run like this/),
  ).toBeVisible();
  await expect(owner.locator(".cm-line", { has: owner.locator(".cm-lintRange-error") })).toHaveText("y = (2");
  const [saved] = await db
    .select({ code: actionVersions.code })
    .from(actionVersions)
    .where(eq(actionVersions.actionId, id))
    .orderBy(desc(actionVersions.number))
    .limit(1);
  expect(saved?.code).toBe("x = 1\ny = (2\n");
  await owner.getByRole("button", { name: "Run", exact: true }).click();
  await expect(owner.getByText(/Line 2: .* Correct it and save, then run again/)).toBeVisible();
  expect(await db.$count(runs, eq(runs.actionId, id))).toBe(0);

  await openAction(owner, workspace, id);
  await expect(owner.getByText(/Line 2: '\(' was never closed/)).toBeVisible();
  await codeEditor(owner).fill('print("mended")');
  await expect((await runAction(owner, "Succeeded")).log).toContainText("mended");
});

test("two people who edit an action at once: the second is told, and keeps what was typed", async ({
  as,
  workspace,
  db,
}) => {
  const [owner, member] = [await as("owner"), await as("member")];
  const id = await createAction(owner, workspace, { name: "Shared", code: "print(1)\n" });
  await openAction(member, workspace, id);
  await codeEditor(owner).fill("print(2)\n");
  await saveAction(owner);
  await codeEditor(member).fill("print(3)\n");
  await member.getByRole("button", { name: "Save", exact: true }).click();
  await expect(member.getByText(/Olivia Berg saved this action while you were editing it/)).toBeVisible();
  await expect(codeEditor(member)).toContainText("print(3)");
  const [row] = await db.select({ revision: actions.revision }).from(actions).where(eq(actions.id, id));
  expect(row).toEqual({ revision: 3 });
});

test("a member deletes an action of their own, and nobody else's", async ({ as, workspace, db }) => {
  const [owner, member] = [await as("owner"), await as("member")];
  const others = await createAction(owner, workspace, { name: "Olivia's", code: "print(1)\n" });
  const own = await createAction(member, workspace, { name: "Mia's", code: "print(2)\n" });
  await openAction(member, workspace, others);
  await expect(member.getByRole("button", { name: "Delete", exact: true })).toHaveCount(0);

  await openAction(member, workspace, own);
  const request = member.waitForRequest((sent) => sent.postData()?.includes(own) ?? false);
  await member.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = member.getByRole("alertdialog", { name: "Delete Mia's?" });
  await dialog.getByRole("button", { name: "Delete action" }).click();
  await member.waitForURL(`**/w/${workspace.slug}/actions`);
  expect(await db.$count(actions, eq(actions.id, own))).toBe(0);

  // The same request by hand, for the other action.
  const sent = await request;
  const { "content-length": _, ...headers } = await sent.allHeaders();
  const body = (sent.postData() ?? "")
    .replaceAll(own, others)
    .replace(/[0-9a-f-]{36}(?="\}\])/, crypto.randomUUID());
  const answer = await member.request.post(`/w/${workspace.slug}/actions`, {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
    data: body,
  });
  expect(await answer.text()).toContain('"code":"FORBIDDEN"');
  expect(await db.$count(actions, eq(actions.id, others))).toBe(1);
  const [event] = await db
    .select({ kind: auditEvents.kind, outcome: auditEvents.outcome })
    .from(auditEvents)
    .where(eq(auditEvents.workspaceId, workspace.id))
    .orderBy(desc(auditEvents.id))
    .limit(1);
  expect(event).toEqual({ kind: "action.delete_any", outcome: "denied" });
});

test("a link asks before it leaves unsaved changes behind, and not when there are none", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  await createAction(owner, workspace, { name: "Saved", code: "print(1)\n" });
  await codeEditor(owner).fill("print(2)\n");
  const runsLink = owner.getByRole("navigation").getByRole("link", { name: "Runs" });
  await runsLink.click();
  const question = owner.getByRole("alertdialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(question).toBeHidden();
  await expect(codeEditor(owner)).toContainText("print(2)");
  await runsLink.click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await owner.waitForURL(`**/w/${workspace.slug}/runs`);
  await expect(question).toBeHidden();

  await owner.goBack();
  await expect(codeEditor(owner)).toContainText("print(1)");
  await runsLink.click();
  await owner.waitForURL(`**/w/${workspace.slug}/runs`);
  for (const page of ["actions/*", "actions"]) {
    await owner.goBack();
    await owner.waitForURL(`**/w/${workspace.slug}/${page}`);
  }
  await expect(owner.getByRole("row", { name: "Saved" })).toBeVisible();
});
