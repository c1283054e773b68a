import { and, eq } from "drizzle-orm";
import { auditEvents, secrets, secretVersions } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import {
  createSecret,
  openDelete,
  openNewSecret,
  openSecret,
  openSecrets,
  openUpdate,
} from "#e2e/pages/secrets.ts";
import { password, people } from "#e2e/people.ts";
import { newCanary } from "#e2e/system/canaries.ts";

test("Save pressed twice makes one secret", async ({ as, workspace, db }) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  await dialog.getByLabel("Name", { exact: true }).fill("STRIPE_KEY");
  await dialog.getByLabel("Value", { exact: true }).fill(newCanary());
  await dialog.getByRole("button", { name: "Save" }).evaluate((save: HTMLButtonElement) => {
    save.click();
    save.click();
  });
  await expect(dialog).toBeHidden();
  expect(await db.$count(secretVersions, eq(secretVersions.workspaceId, workspace.id))).toBe(1);
});

test("Save pressed again after its answer was lost makes one secret, and is a success", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  await dialog.getByLabel("Name", { exact: true }).fill("STRIPE_KEY");
  // What the name field asks meanwhile must not be what gets lost.
  await expect(dialog.getByText("app.secrets.STRIPE_KEY")).toBeVisible();
  const value = dialog.getByLabel("Value", { exact: true });
  const typed = newCanary();
  await value.fill(typed);
  await owner.route(`**/w/${workspace.slug}/secrets*`, async (route) => {
    if (route.request().method() !== "POST" || !route.request().postData()?.includes("idempotencyKey"))
      return route.fallback();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(
    dialog.getByText(/The connection was lost.*try again. It will not be saved twice/),
  ).toBeVisible();
  await expect(value).toHaveValue(typed);
  expect(await db.$count(secrets, eq(secrets.workspaceId, workspace.id))).toBe(1);

  await owner.unrouteAll();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(owner.getByRole("row", { name: "STRIPE_KEY" })).toBeVisible();
  expect(await db.$count(secretVersions, eq(secretVersions.workspaceId, workspace.id))).toBe(1);
  const created = and(eq(auditEvents.workspaceId, workspace.id), eq(auditEvents.kind, "secret.create"));
  expect(await db.$count(auditEvents, created)).toBe(1);
});

test("of two people who update a secret at once the second is told, and keeps what was typed", async ({
  as,
  workspace,
  db,
}) => {
  const [owner, admin] = [await as("owner"), await as("admin")];
  await createSecret(owner, workspace, { name: "STRIPE_KEY", value: newCanary() });
  await openSecret(owner, workspace, "STRIPE_KEY");
  await openSecret(admin, workspace, "STRIPE_KEY");
  const first = await openUpdate(owner, "STRIPE_KEY");
  const second = await openUpdate(admin, "STRIPE_KEY");
  await first.getByLabel("Description").fill("The restricted one");
  await first.getByRole("button", { name: "Save" }).click();
  await expect(first).toBeHidden();

  const typed = newCanary();
  await second.getByLabel("Replace value").fill(typed);
  await second.getByLabel("Title").fill("Stripe");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.getByText(/Olivia Berg changed this secret while you were editing it/)).toBeVisible();
  await expect(second.getByLabel("Replace value")).toHaveValue(typed);
  await expect(second.getByLabel("Title")).toHaveValue("Stripe");
  const [row] = await db.select().from(secrets).where(eq(secrets.workspaceId, workspace.id));
  expect(row).toMatchObject({ description: "The restricted one", title: null, currentVersion: 1 });

  await admin.reload();
  const third = await openUpdate(admin, "STRIPE_KEY");
  await expect(third.getByLabel("Description")).toHaveValue("The restricted one");
  await third.getByLabel("Replace value").fill(typed);
  await third.getByRole("button", { name: "Save" }).click();
  await expect(third).toBeHidden();
});

test("a session that is lost while a form is filled in loses nothing of it", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  await dialog.getByLabel("Name", { exact: true }).fill("Stripe key");
  const value = dialog.getByLabel("Value", { exact: true });
  const typed = newCanary();
  await value.fill(typed);
  await dialog.getByLabel("Description").fill("Restricted");
  await owner.context().clearCookies();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText(/You are signed out/)).toBeVisible();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("Stripe key");
  await expect(value).toHaveValue(typed);

  const popup = owner.waitForEvent("popup");
  await dialog.getByRole("link", { name: "Sign in in a new tab" }).click();
  const tab = await popup;
  await tab.getByLabel("Email").fill(people.owner.email);
  await tab.getByLabel("Password", { exact: true }).fill(password);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await expect(tab.getByRole("heading", { name: "Secrets", level: 1 })).toBeVisible();
  await tab.close();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const [row] = await db.select().from(secrets).where(eq(secrets.workspaceId, workspace.id));
  expect(row).toMatchObject({ name: "STRIPE_KEY", title: "Stripe key", description: "Restricted" });
});

test("Delete asks for the name, and destroys the sealed value", async ({ as, workspace, db }) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "STRIPE_KEY", value: newCanary() });
  await openSecret(owner, workspace, "STRIPE_KEY");
  const dialog = await openDelete(owner, "STRIPE_KEY");
  await expect(dialog.getByText("No action uses it.")).toBeVisible();
  const confirm = dialog.getByRole("button", { name: "Delete secret" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Type STRIPE_KEY to confirm").fill("stripe_key");
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Type STRIPE_KEY to confirm").fill("STRIPE_KEY");
  await confirm.click();
  await expect(owner.getByText("STRIPE_KEY is deleted.", { exact: false }).first()).toBeVisible();
  await expect(owner.getByText("app.secrets.HUBSPOT_API_KEY").first()).toBeVisible();
  const destroyed = await db.execute(
    `select count(*)::int as n from sealed_values where workspace_id = '${workspace.id}'`,
  );
  expect(destroyed[0]).toEqual({ n: 0 });
  expect((await owner.goto(`/w/${workspace.slug}/secrets/STRIPE_KEY`))?.status()).toBe(404);
});

test("a secret is made by keyboard alone", async ({ as, workspace }) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 30; presses++) {
      await owner.keyboard.press("Tab");
      const focused = owner.locator(":focus");
      if ((await focused.count()) === 0) continue;
      const label = await focused.evaluate(
        (at) =>
          (at as HTMLInputElement).labels?.[0]?.textContent ??
          at.getAttribute("aria-label") ??
          at.textContent,
      );
      if (label.trim() === name) return;
    }
    throw new Error(`The Tab key does not lead to ${name}.`);
  };
  await tabTo("New secret");
  await owner.keyboard.press("Enter");
  const dialog = owner.getByRole("dialog", { name: "New secret" });
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused();
  await owner.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(owner.getByRole("button", { name: "New secret" })).toBeFocused();
  await owner.keyboard.press("Enter");
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused();
  await owner.keyboard.type("STRIPE_KEY");
  await tabTo("Value");
  await owner.keyboard.type(newCanary());
  await tabTo("Save");
  await owner.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(owner.getByRole("row", { name: "STRIPE_KEY" })).toBeVisible();
});
