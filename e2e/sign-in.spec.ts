import { execFileSync } from "node:child_process";
import { expect, test } from "#e2e/fixtures.ts";
import { addNewcomer, newBrowser, newNewcomer } from "#e2e/newcomers.ts";
import { addWorkspace, password } from "#e2e/people.ts";

const refused = "Email or password is not right, or there were too many attempts.";

test("every failed sign-in says the same, and keeps the email that was typed", async ({ browser, db }) => {
  const ada = await addNewcomer(db, "Ada");
  const page = await newBrowser(browser);
  await page.goto("/sign-in");
  for (const [email, given] of [
    [newNewcomer("Nobody").email, password],
    [ada.email, "not the password"],
    ["not an email", ""],
    ["", ""],
  ] as const) {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(given);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in" }).click();
    await answered;
    await expect(page.getByText(refused)).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue(email);
  }
  await page.context().close();
});

test("without JavaScript one signs in, and comes to the page that was asked for", async ({
  browser,
  db,
  place,
}) => {
  const ada = await addNewcomer(db, "Ada");
  const context = await browser.newContext({ baseURL: place.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/account");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText(refused)).toBeVisible();
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Account" })).toBeVisible();

  const cookie = (await context.cookies()).find(({ name }) => name === "tacit-session");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  await context.close();
});

test("a sign-in leads nowhere but to this site", async ({ browser, db, place }) => {
  const page = await newBrowser(browser);
  await page.goto("/sign-in?to=//evil.example/");
  const ada = await addNewcomer(db, "Ada");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/workspaces/new");
  expect(new URL(page.url()).origin).toBe(place.url);
  await page.context().close();
});

test("Sign out everywhere holds in other browsers from the next request on", async ({ browser, db }) => {
  const ada = await addNewcomer(db, "Ada");
  const [here, there] = [await newBrowser(browser, ada), await newBrowser(browser, ada)];
  await there.goto("/account");
  await here.goto("/account");
  await expect(here.getByText("This session")).toHaveCount(1);
  await expect(here.getByRole("listitem").filter({ hasText: "last seen" })).toHaveCount(1);
  await here.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(here.getByText("You are signed out everywhere.")).toBeVisible();

  // What is typed in the other browser is not lost without a word.
  await there.getByLabel("Your name").fill("Half typed");
  await there.getByRole("button", { name: "Save name" }).click();
  await expect(there.getByText("You are signed out.")).toBeVisible();
  await expect(there.getByLabel("Your name")).toHaveValue("Half typed");
  await there.goto("/account");
  await expect(there.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await Promise.all([here, there].map((page) => page.context().close()));
});

test("a changed password ends the other sessions and not this one", async ({ browser, db }) => {
  const ada = await addNewcomer(db, "Ada");
  const [here, there] = [await newBrowser(browser, ada), await newBrowser(browser, ada)];
  await here.goto("/account");
  await here.getByLabel("Current password").fill("not the password");
  await here.getByLabel("New password").fill("a heron reads the tide table");
  await here.getByRole("button", { name: "Change password" }).click();
  await expect(here.getByText("This is not your current password.")).toBeVisible();
  await expect(here.getByLabel("New password")).toHaveValue("a heron reads the tide table");
  await here.getByLabel("Current password").fill(password);
  await here.getByRole("button", { name: "Change password" }).click();
  await expect(here.getByText(/^Your password is changed/)).toBeVisible();
  await expect(here.getByLabel("New password")).toHaveValue("");
  await here.reload();
  await expect(here.getByRole("heading", { name: "Account" })).toBeVisible();
  await there.goto("/account");
  await expect(there.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await Promise.all([here, there].map((page) => page.context().close()));
});

test("Sign out ends the session behind the cookie: a copy of it is worth nothing", async ({
  browser,
  db,
  place,
}) => {
  const ada = await addNewcomer(db, "Ada");
  const page = await newBrowser(browser, ada);
  const copy = await browser.newContext({
    baseURL: place.url,
    storageState: await page.context().storageState(),
  });
  const thief = await copy.newPage();
  await thief.goto("/account");
  await expect(thief.getByRole("heading", { name: "Account" })).toBeVisible(); // the control
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await thief.goto("/account");
  await expect(thief.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await Promise.all([page.context().close(), copy.close()]);
});

test("the operator's reset link sets a password once, and signs out everywhere", async ({
  browser,
  db,
  place,
}) => {
  const ada = await addNewcomer(db, "Ada");
  await addWorkspace(db, { [ada.email]: "owner" });
  const signedIn = await newBrowser(browser, ada);
  const printed = execFileSync(
    process.execPath,
    ["--conditions=react-server", "lib/auth/reset-cli.ts", ada.email],
    { env: { ...process.env, DATABASE_URL: place.ownerUrl, TACIT_URL: place.url }, encoding: "utf8" },
  );
  const link = /http\S+\/reset\/\S+/.exec(printed)![0];
  const page = await newBrowser(browser);
  await page.goto(link);
  await page.getByLabel("New password").fill("too short");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Use at least 12 characters.")).toBeVisible();
  await page.getByLabel("New password").fill("a heron reads the tide table");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText(/^Your password is changed/)).toBeVisible();
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill("a heron reads the tide table");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Secrets", exact: true })).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link doesn’t work any more" })).toBeVisible();
  await signedIn.goto("/account");
  await expect(signedIn.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await Promise.all([page, signedIn].map((each) => each.context().close()));
});
