import { expect, type Page } from "@playwright/test";
import type { Workspace } from "#e2e/people.ts";

/** Opens the page of the workspace's people. */
export async function openMembers(page: Page, workspace: Workspace): Promise<void> {
  await page.goto(`/w/${workspace.slug}/members`);
  await expect(page.getByRole("heading", { name: "Members", exact: true })).toBeVisible();
}

/** Invites by the members page, which must be open; returns the link. */
export async function invite(page: Page, email: string, role: "Member" | "Admin" | "Owner"): Promise<string> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Role").selectOption({ label: role });
  await page.getByRole("button", { name: "Invite member" }).click();
  await expect(page.getByText(`Invitation for ${email}`, { exact: true })).toBeVisible();
  return page.getByLabel("Invitation link").inputValue();
}

/** Changes a role by the members page, which must be open. */
export async function changeRole(
  page: Page,
  name: string,
  role: "Member" | "Admin" | "Owner",
): Promise<void> {
  await page.getByRole("button", { name: `change the role of ${name}` }).click();
  await page.getByRole("menuitemradio", { name: role }).click();
  await expect(page.getByText(new RegExp(`^${name} is now an? ${role.toLowerCase()}\\.$`))).toBeVisible();
}
