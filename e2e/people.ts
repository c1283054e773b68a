import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type { Page } from "@playwright/test";
import type { connect } from "#db/connect.ts";
import { memberships, passwordHashes, users, workspaces } from "#db/schema/index.ts";
import { readPlace } from "#e2e/system/place.ts";

/** The people of the tests, by what they are in each test's workspace. `stranger` is in none of them. */
export const people = {
  owner: { name: "Olivia Berg", email: "olivia@example.com" },
  admin: { name: "Anders Lund", email: "anders@example.com" },
  member: { name: "Mia Torres", email: "mia@example.com" },
  stranger: { name: "Sam Okafor", email: "sam@example.com" },
} as const;
export type Person = keyof typeof people;

/** Everybody's password. */
export const password = "nine quiet lanterns over Skagen";

type Database = ReturnType<typeof connect>["db"];

/** Adds a person as if they had joined by an invitation. */
export async function addPerson(db: Database, person: { name: string; email: string }): Promise<string> {
  const id = randomUUID();
  await db.insert(users).values({ id, ...person });
  await db.insert(passwordHashes).values({ userId: id, hash: await hash(password) });
  return id;
}

/** A workspace. */
export interface Workspace {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** Adds a workspace in which people have the roles given, by email. */
export async function addWorkspace(
  db: Database,
  roles: Readonly<Record<string, "owner" | "admin" | "member">>,
): Promise<Workspace> {
  const id = randomUUID();
  const workspace = { id, slug: `w-${id.slice(0, 13)}`, name: `Workspace ${id.slice(0, 4)}` };
  await db.insert(workspaces).values(workspace);
  for (const { id: userId, email } of await db.select({ id: users.id, email: users.email }).from(users)) {
    const role = roles[email];
    if (role !== undefined) await db.insert(memberships).values({ workspaceId: id, userId, role });
  }
  return workspace;
}

/** Signs in by the page. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${readPlace().url}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
