import { expect, type Locator, type Page } from "@playwright/test";
import type { Workspace } from "#e2e/people.ts";

/** The editor of an action's page. */
export function codeEditor(page: Page): Locator {
  return page.getByRole("textbox", { name: "Code" });
}

/** Makes an action by the button New action, and saves it. Returns its id. */
export async function createAction(
  page: Page,
  workspace: Workspace,
  action: { readonly name: string; readonly code: string },
): Promise<string> {
  await page.goto(`/w/${workspace.slug}/actions`);
  await page.getByRole("button", { name: "New action" }).first().click();
  await codeEditor(page).fill(action.code);
  await page.getByLabel("Name", { exact: true }).fill(action.name);
  await saveAction(page);
  return page.url().split("/").at(-1) ?? "";
}

/** Presses Save and waits until it is saved. */
export async function saveAction(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Unsaved changes")).toBeHidden();
}

/** Opens an action's page. */
export async function openAction(page: Page, workspace: Workspace, id: string): Promise<void> {
  await page.goto(`/w/${workspace.slug}/actions/${id}`);
  await expect(codeEditor(page)).toBeVisible();
}

/** The run that is shown on an action's page, or the one whose page is open. */
export function shownRun(page: Page): { status: Locator; log: Locator } {
  return {
    status: page.getByRole("status", { name: "Status" }),
    log: page.getByRole("log", { name: "Log" }),
  };
}

/** Presses Run and waits until the run has ended as expected. */
export async function runAction(page: Page, expected: string): Promise<{ status: Locator; log: Locator }> {
  // The run before is shown until this one is there.
  const before = (await runLink(page).count()) > 0 ? await runLink(page).getAttribute("href") : null;
  await page.getByRole("button", { name: "Run", exact: true }).click();
  if (before !== null) await expect(runLink(page)).not.toHaveAttribute("href", before);
  const run = shownRun(page);
  await expect(run.status).toHaveText(expected);
  return run;
}

/** The link to the run that is shown on an action's page. */
export function runLink(page: Page): Locator {
  return page.getByRole("link", { name: "Open run" });
}
