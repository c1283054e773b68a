import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { codeEditor, createAction, runAction, runLink } from "#e2e/pages/actions.ts";
import {
  createSecret,
  openDelete,
  openNewSecret,
  openSecret,
  openSecrets,
  openUpdate,
} from "#e2e/pages/secrets.ts";
import type { Workspace } from "#e2e/people.ts";
import { newCanary } from "#e2e/system/canaries.ts";

test.describe.configure({ mode: "parallel" });

/** Checks what a page shows now: WCAG 2.2 AA and axe's good practice, and that it fits into 360 pixels. */
async function check(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect.soft(found, what).toEqual([]);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `${what} at 360 px`).toBeLessThanOrEqual(360);
  if (size !== null) await page.setViewportSize(size);
}

/** Puts something of everything into a workspace. */
async function furnish(
  page: Page,
  workspace: Workspace,
): Promise<{ action: string; run: string; broken: string }> {
  await createSecret(page, workspace, {
    name: `HubSpot API key – ${"production ".repeat(6)}`,
    value: newCanary(),
    description:
      "Private app, read only. https://example.com/a/very/long/address/that/has/no/place/to/break?in=it",
  });
  await createSecret(page, workspace, { name: "HUBSPOT_API_KEY", value: newCanary() });
  const broken = await createAction(page, workspace, { name: "Broken", code: "x = (\n" });
  const code = `print("x" * 400)\nprint(app.secrets.HUBSPOT_API_KEY)\napp.result({"a": "b" * 300})\napp.secrets.NOT_THERE\n`;
  const action = await createAction(page, workspace, { name: "Count contacts", code });
  await runAction(page, "Failed");
  const run = (await runLink(page).getAttribute("href"))?.split("/").at(-1) ?? "";
  return { action, run, broken };
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page and dialog of a workspace passes axe and fits 360 px, ${colorScheme}`, async ({
    as,
    workspace,
  }) => {
    const page = await as("owner");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of ["secrets", "actions", "runs"]) {
      await page.goto(`/w/${workspace.slug}/${path}`);
      await check(page, `${path}, empty`);
    }
    const { action, run, broken } = await furnish(page, workspace);
    await expect(page.getByRole("status", { name: "Status" })).toHaveText("Failed");
    await check(page, "an action with its run");
    const heading = page.getByRole("heading", { level: 1 });
    for (const path of ["secrets", "actions", "runs", "members", "audit", "help", `runs/${run}`]) {
      await page.goto(`/w/${workspace.slug}/${path}`);
      await expect(heading).toBeVisible();
      await check(page, path.replace(run, "a run"));
    }
    await page.goto(`/w/${workspace.slug}/actions/${broken}`);
    await expect(page.getByText(/The code is saved, but it can't run like this/)).toBeVisible();
    await expect(codeEditor(page)).toBeVisible();
    await check(page, "an action that Python can't read");

    await openSecrets(page, workspace);
    const dialog = await openNewSecret(page);
    await dialog.getByLabel("Name", { exact: true }).fill("class");
    await dialog.getByLabel("Value", { exact: true }).fill("short");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await check(page, "New secret with an error");
    await page.keyboard.press("Escape");

    await openSecret(page, workspace, "HUBSPOT_API_KEY");
    await check(page, "a secret");
    await openUpdate(page, "HUBSPOT_API_KEY");
    await check(page, "Update");
    await page.keyboard.press("Escape");
    const remove = await openDelete(page, "HUBSPOT_API_KEY");
    await expect(remove.getByRole("link", { name: "Count contacts" })).toBeVisible();
    await check(page, "Delete");
    await page.keyboard.press("Escape");

    await page.goto(`/w/${workspace.slug}/actions/${action}`);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await check(page, "Delete an action");
  });

  test(`pages outside a workspace and menus pass axe and fit 360 px, ${colorScheme}`, async ({
    as,
    workspace,
    browser,
    place,
  }) => {
    const page = await as("owner");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of [
      "/workspaces/new",
      "/account",
      "/nowhere",
      `/w/${workspace.slug}/secrets/NOT_THERE`,
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await check(page, path);
    }
    await openSecrets(page, workspace);
    for (const name of [/Account/, /Workspace/]) {
      await page.getByRole("banner").getByRole("button", { name }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await check(page, `the menu ${name.source}`);
      await page.keyboard.press("Escape");
    }
    const member = await as("member");
    await member.emulateMedia({ colorScheme });
    for (const path of ["secrets", "audit", "members"]) {
      await member.goto(`/w/${workspace.slug}/${path}`);
      await expect(member.getByRole("heading", { level: 1 })).toBeVisible();
      await check(member, `${path} as a member`);
    }
    const context = await browser.newContext({ baseURL: place.url, colorScheme });
    const signedOut = await context.newPage();
    await signedOut.goto("/sign-in");
    await check(signedOut, "sign-in");
    await context.close();
  });
}
