import { expect, type Locator, type Page } from "@playwright/test";
import type { Workspace } from "#e2e/people.ts";

/** Opens the Secrets page. */
export async function openSecrets(page: Page, workspace: Workspace): Promise<void> {
  await page.goto(`/w/${workspace.slug}/secrets`);
  await expect(page.getByRole("heading", { name: "Secrets", exact: true, level: 1 })).toBeVisible();
}

/** Opens the dialog New secret from the Secrets page. */
export async function openNewSecret(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "New secret" }).click();
  const dialog = page.getByRole("dialog", { name: "New secret" });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Creates a secret by the dialog. */
export async function createSecret(
  page: Page,
  workspace: Workspace,
  secret: { readonly name: string; readonly value: string; readonly description?: string },
): Promise<void> {
  await openSecrets(page, workspace);
  const dialog = await openNewSecret(page);
  await dialog.getByLabel("Name", { exact: true }).fill(secret.name);
  await dialog.getByLabel("Value", { exact: true }).fill(secret.value);
  if (secret.description !== undefined)
    await dialog.getByLabel("Description", { exact: true }).fill(secret.description);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const title = page.getByText(secret.name, { exact: true });
  await expect(page.getByRole("row").filter({ has: title })).toBeVisible();
}

/** Opens one secret's page. */
export async function openSecret(page: Page, workspace: Workspace, name: string): Promise<void> {
  await page.goto(`/w/${workspace.slug}/secrets/${name}`);
  await expect(page.getByText(`app.secrets.${name}`).first()).toBeVisible();
}

/** Opens the dialog Update on a secret's page. */
export async function openUpdate(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name: "Update", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Update ${name}` });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Opens the alert dialog Delete on a secret's page. */
export async function openDelete(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("alertdialog", { name: `Delete ${name}?` });
  await expect(dialog).toBeVisible();
  return dialog;
}
