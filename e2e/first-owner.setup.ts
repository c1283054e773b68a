import path from "node:path";
import { expect, test } from "@playwright/test";
import { connect } from "#db/connect.ts";
import { addPerson, password, people, signIn, type Person } from "#e2e/people.ts";
import { readPlace } from "#e2e/system/place.ts";

test("the link that start prints makes the first owner and the first workspace, once", async ({
  browser,
}) => {
  const { setupUrl, notes } = readPlace();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(setupUrl);
  await page.getByLabel("Your name").fill(people.owner.name);
  await page.getByLabel("Email").fill(people.owner.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Workspace name").fill("Northwind Trading");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { name: "Secrets", exact: true })).toBeVisible();
  await context.storageState({ path: path.join(notes, "owner.json") });

  const answer = await page.goto(setupUrl);
  expect(answer?.status()).toBe(404);
  await context.close();
});

test("others sign in", async ({ browser }) => {
  const { ownerUrl, notes } = readPlace();
  const { db, close } = connect(ownerUrl, { max: 1, name: "tacit-e2e" });
  for (const key of Object.keys(people) as Person[]) {
    if (key === "owner") continue;
    await addPerson(db, people[key]);
    const context = await browser.newContext();
    await signIn(await context.newPage(), people[key].email);
    await context.storageState({ path: path.join(notes, `${key}.json`) });
    await context.close();
  }
  await close();
});
