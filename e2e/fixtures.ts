import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { connect } from "#db/connect.ts";
import { addWorkspace, people, type Person, type Workspace } from "#e2e/people.ts";
import { readPlace, type Place } from "#e2e/system/place.ts";

type Database = ReturnType<typeof connect>["db"];

interface TestFixtures {
  /** A workspace of this test alone, with owner, admin and member in it. */
  workspace: Workspace;
  /** A page of a browser in which this person is signed in; another browser on each call. */
  as: (person: Person) => Promise<Page>;
}

interface WorkerFixtures {
  place: Place;
  /** The database as its owner, for setting up and for looking. */
  db: Database;
}

/**
 * Notes what must never happen on a page, whatever the test is about: a request to another origin, a violation of the
 * content security policy, an exception that nobody caught, or markup that React had to mend.
 */
function watch(page: Page, origin: string, faults: string[]): void {
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:|^wss?:/.test(url.protocol) && url.origin !== origin)
      faults.push(`a request to ${url.origin}`);
  });
  page.on("pageerror", (error) => faults.push(`an exception: ${error.message}`));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to|Minified React error|hydrat/i.test(message.text()))
      faults.push(`the console says: ${message.text()}`);
  });
}

/** `test` with Tacit running: see e2e/system/start.ts. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  place: [async ({}, use) => use(readPlace()), { scope: "worker" }],
  db: [
    async ({ place }, use) => {
      const connection = connect(place.ownerUrl, { max: 2, name: "tacit-e2e" });
      await use(connection.db);
      await connection.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ place }, use) => use(place.url),
  workspace: async ({ db }, use) => {
    const { owner, admin, member } = people;
    await use(
      await addWorkspace(db, { [owner.email]: "owner", [admin.email]: "admin", [member.email]: "member" }),
    );
  },
  as: async ({ browser, place }, use) => {
    const faults: string[] = [];
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    await use(async (person) => {
      const context = await browser.newContext({
        baseURL: place.url,
        storageState: path.join(place.notes, `${person}.json`),
      });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, place.url, faults);
      context.on("page", (other) => {
        watch(other, place.url, faults);
      });
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(faults).toEqual([]);
  },
});

export { expect };
