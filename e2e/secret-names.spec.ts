import { and, eq, isNull } from "drizzle-orm";
import { secrets } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createSecret, openNewSecret, openSecrets } from "#e2e/pages/secrets.ts";
import { newCanary } from "#e2e/system/canaries.ts";

test("a title makes the name while it is typed, and stays as the title", async ({ as, workspace }) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  await dialog.getByLabel("Name", { exact: true }).fill("HubSpot API key – production");
  await expect(dialog.getByText("app.secrets.HUBSPOT_API_KEY_PRODUCTION")).toBeVisible();
  await dialog.getByLabel("Value", { exact: true }).fill(newCanary());
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = owner.getByRole("row", { name: "HUBSPOT_API_KEY_PRODUCTION" });
  await expect(row).toContainText("HubSpot API key – production");
});

test("an identifier is taken exactly as it is typed, up to 100 characters", async ({ as, workspace, db }) => {
  const owner = await as("owner");
  for (const name of ["hubspot_key", `A${"b".repeat(99)}`])
    await createSecret(owner, workspace, { name, value: newCanary() });
  const rows = await db
    .select({ name: secrets.name, title: secrets.title })
    .from(secrets)
    .where(eq(secrets.workspaceId, workspace.id))
    .orderBy(secrets.createdAt);
  expect(rows).toEqual([
    { name: "hubspot_key", title: null },
    { name: `A${"b".repeat(99)}`, title: null },
  ]);
});

test("a name that cannot be one is refused beside its field, and nothing is saved", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  const name = dialog.getByLabel("Name", { exact: true });
  const value = newCanary();
  await dialog.getByLabel("Value", { exact: true }).fill(value);
  const refused: readonly (readonly [string, RegExp])[] = [
    ["", /Enter a name/],
    ["class", /a word of Python itself/],
    ["None", /a word of Python itself/],
    ["__init__", /begin and end with two underscores/],
    ["a".repeat(101), /at most 100 characters; this one has 101/],
    ["HUBSP\u041eT_KEY", /\(U\+041E\) looks like “O”/],
    ["–––", /Use some letters or digits/],
  ];
  for (const [typed, message] of refused) {
    await name.fill(typed);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await expect(name).toHaveAccessibleErrorMessage(message);
    await expect(name).toHaveValue(typed);
  }
  await expect(dialog.getByLabel("Value", { exact: true })).toHaveValue(value);
  expect(await db.$count(secrets, eq(secrets.workspaceId, workspace.id))).toBe(0);
});

test("a vague name gets a hint, one that differs by case a warning, and both may be saved", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "Stripe_Key", value: newCanary() });
  const dialog = await openNewSecret(owner);
  const name = dialog.getByLabel("Name", { exact: true });
  await name.fill("secret 1");
  await expect(
    dialog.getByText(/Which system is it for\? A name such as HUBSPOT_API_KEY_PRODUCTION/),
  ).toBeVisible();
  await name.fill("STRIPE_KEY");
  await expect(dialog.getByText(/There is also Stripe_Key, which differs only by case/)).toBeVisible();
  await dialog.getByLabel("Value", { exact: true }).fill(newCanary());
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  expect(await db.$count(secrets, eq(secrets.workspaceId, workspace.id))).toBe(2);
});

test("a name that is taken is told while it is typed and refused at Save", async ({ as, workspace, db }) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "STRIPE_KEY", value: newCanary() });
  const dialog = await openNewSecret(owner);
  const name = dialog.getByLabel("Name", { exact: true });
  await name.fill("STRIPE_KEY");
  await expect(dialog.getByText("There is already a secret named STRIPE_KEY.")).toBeVisible();
  const value = newCanary();
  await dialog.getByLabel("Value", { exact: true }).fill(value);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(name).toHaveAccessibleErrorMessage(
    /There is already a secret named STRIPE_KEY in this workspace/,
  );
  await expect(dialog.getByLabel("Value", { exact: true })).toHaveValue(value);
  const live = and(eq(secrets.workspaceId, workspace.id), isNull(secrets.deletedAt));
  expect(await db.$count(secrets, live)).toBe(1);
});

test("pasting NAME=value fills both fields", async ({ as, workspace }) => {
  const owner = await as("owner");
  await owner.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  const value = newCanary().replace(/["<&?~%]/g, "");
  await owner.evaluate((text) => navigator.clipboard.writeText(text), `STRIPE_KEY=${value}`);
  await dialog.getByLabel("Name", { exact: true }).focus();
  await owner.keyboard.press("Control+v");
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("STRIPE_KEY");
  await expect(dialog.getByLabel("Value", { exact: true })).toHaveValue(value);
});

test("several lines pasted as a name are refused: a name is for everybody to read", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  await owner.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  const name = dialog.getByLabel("Name", { exact: true });
  await owner.evaluate((text) => navigator.clipboard.writeText(text), "A_KEY=one\nB_KEY=two\n");
  await name.focus();
  await owner.keyboard.press("Control+v");
  await expect(name).toHaveAccessibleErrorMessage(/Paste one NAME=value at a time/);
  await expect(name).toHaveValue("");
  await owner.keyboard.type("A");
  await expect(name).not.toHaveAttribute("aria-invalid");
});

test("what Save finds is marked at once, in every field, until the field is edited", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  const [name, value] = [
    dialog.getByLabel("Name", { exact: true }),
    dialog.getByLabel("Value", { exact: true }),
  ];
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(name).toHaveAccessibleErrorMessage("Enter a name.");
  await expect(value).toHaveAccessibleErrorMessage("Enter a value.");
  await expect(name).toBeFocused();
  await value.fill(newCanary());
  await expect(value).not.toHaveAttribute("aria-invalid");
  await expect(name).toHaveAccessibleErrorMessage("Enter a name.");
});

test("what was saved and what was searched for is there after Back and after a reload", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  for (const name of ["HUBSPOT_KEY", "STRIPE_KEY"])
    await createSecret(owner, workspace, { name, value: newCanary() });
  await owner.getByRole("link", { name: "STRIPE_KEY" }).click();
  await owner.waitForURL("**/secrets/STRIPE_KEY");
  await owner.goBack();
  // It was saved on the page that Back leads to.
  await expect(owner.getByRole("row", { name: "STRIPE_KEY" })).toBeVisible();
  const search = owner.getByLabel("Search secrets");
  await search.fill("stripe");
  await expect(owner.getByRole("row", { name: "HUBSPOT_KEY" })).toBeHidden();
  await owner.getByRole("link", { name: "STRIPE_KEY" }).click();
  await owner.waitForURL("**/secrets/STRIPE_KEY");
  await owner.goBack();
  for (const again of [() => Promise.resolve(), () => owner.reload()]) {
    await again();
    await expect(search).toHaveValue("stripe");
    await expect(owner.getByRole("row", { name: "STRIPE_KEY" })).toBeVisible();
    await expect(owner.getByRole("row", { name: "HUBSPOT_KEY" })).toBeHidden();
  }
});
