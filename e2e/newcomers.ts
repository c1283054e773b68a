import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import type { connect } from "#db/connect.ts";
import { addPerson, signIn } from "#e2e/people.ts";
import { readPlace } from "#e2e/system/place.ts";

/** Somebody whom no other test knows, so that they can be signed out and removed without harm. */
export interface Newcomer {
  readonly name: string;
  readonly email: string;
}

/** A name and an email that nobody has. */
export function newNewcomer(name: string): Newcomer {
  const id = randomUUID();
  return { name: `${name} ${id.slice(0, 4)}`, email: `${name.toLowerCase()}-${id}@example.com` };
}

/** Adds somebody with everybody's password. */
export async function addNewcomer(db: ReturnType<typeof connect>["db"], name: string): Promise<Newcomer> {
  const newcomer = newNewcomer(name);
  await addPerson(db, newcomer);
  return newcomer;
}

/** A browser of its own, signed in by the page when somebody is given. */
export async function newBrowser(browser: Browser, person?: Newcomer): Promise<Page> {
  const context = await browser.newContext({ baseURL: readPlace().url });
  const page = await context.newPage();
  if (person !== undefined) await signIn(page, person.email);
  return page;
}
