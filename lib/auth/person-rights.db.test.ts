// What belongs to no workspace: as somebody signed in, as somebody signed out, and without the code or link that it takes.
import { randomInt } from "node:crypto";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { invitations } from "#db/schema/index.ts";
import { newOneTimeToken } from "#lib/auth/one-time-token.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { startSession } from "#lib/auth/sessions.ts";
import { cookieName, sessionSecret } from "#lib/auth/web-settings.ts";
import { newId } from "#lib/ids.ts";
import type { FormAction } from "#lib/result.ts";
import { PEER_HEADER } from "#lib/server/peer-address.ts";
import { webDatabase } from "#lib/server/database.ts";
import { makePerson } from "#lib/testing/people.ts";
import { holderOperations, personOperations } from "#lib/testing/person-rights.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace } from "#lib/testing/workspace.ts";

// Each test comes from an address of its own, as far as limits are concerned.
const browser = vi.hoisted(() => ({ cookies: new Map<string, string>(), address: "" }));
vi.mock("next/headers", () => ({
  cookies: () => Promise.resolve({ get: (name: string) => ({ value: browser.cookies.get(name) }) }),
  headers: () => Promise.resolve(new Headers({ [PEER_HEADER]: browser.address })),
}));
vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server.js"));
vi.mock("next/cache", () => ({ refresh: () => undefined }));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let person: PersonContext;
let filled: Readonly<Record<string, string>>;

beforeAll(() => becomeWeb(urls.web));
beforeEach(async () => {
  person = await makePerson(webDatabase(), "correct horse battery");
  const { token, hash } = newOneTimeToken();
  const inviter = (await makeTestWorkspace()).owner;
  await webDatabase()
    .insert(invitations)
    .values({
      ...{ id: newId(), workspaceId: inviter.workspaceId, email: person.email, role: "member" },
      ...{ tokenHash: hash, invitedBy: inviter.userId, expiresAt: new Date(Date.now() + 3_600_000) },
    });
  const place = { address: null, userAgent: null };
  filled = { "{token}": token, "{other session}": await startSession(webDatabase(), person.userId, place) };
  browser.address = `10.${[1, 2, 3].map(() => randomInt(256)).join(".")}`;
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

async function signIn(): Promise<void> {
  const token = await encode({ token: { sid: person.sessionId }, secret: sessionSecret() });
  browser.cookies.set(cookieName("session"), token);
}

/** "ok", the code of a refusal, or where the browser is sent. */
async function submit(action: FormAction, fields: Readonly<Record<string, string>>): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, filled[value] ?? value);
  try {
    const state = await action(null, form);
    return state === null ? "null" : state.ok ? "ok" : state.code;
  } catch (error) {
    return (error as { digest?: string }).digest?.split(";")[0] ?? String(error);
  }
}

/** All that these operations could change of somebody, but for when they were last seen. */
async function stateOf({ userId }: PersonContext): Promise<unknown> {
  return [
    await owner.sql`select name, email from users where id = ${userId}`,
    await owner.sql`select hash from password_hashes where user_id = ${userId}`,
    await owner.sql`select id from sessions where user_id = ${userId} order by id`,
    await owner.sql`select workspace_id from memberships where user_id = ${userId}`,
    await owner.sql`select accepted_at from invitations where token_hash is not null and email = ${person.email}`,
  ].map((rows) => [...rows]);
}

describe.each(personOperations.map((each) => [each.name, each] as const))(
  "to %s",
  (_, { action, fields }) => {
    test("takes a session: signed out it is refused and nothing is changed", async () => {
      browser.cookies.clear();
      const before = await stateOf(person);
      expect(await submit(action, fields)).toBe("UNAUTHENTICATED");
      expect(await stateOf(person)).toEqual(before);
    });

    test("takes a live session: with the cookie of an ended one it is refused", async () => {
      await signIn();
      await owner.sql`delete from sessions where id = ${person.sessionId}`;
      const before = await stateOf(person);
      expect(await submit(action, fields)).toBe("UNAUTHENTICATED");
      expect(await stateOf(person)).toEqual(before);
    });

    test("control: with a session the same form changes something", async () => {
      await signIn();
      const before = await stateOf(person);
      expect(["ok", "NEXT_REDIRECT"]).toContain(await submit(action, fields));
      expect(await stateOf(person)).not.toEqual(before);
    });

    test("touches nobody else", async () => {
      await signIn();
      const other = await makePerson(webDatabase());
      const before = await stateOf(other);
      await submit(action, fields);
      const unrelated = (state: unknown) => (state as unknown[]).slice(0, 4);
      expect(unrelated(await stateOf(other))).toEqual(unrelated(before));
    });
  },
);

describe.each(holderOperations.map((each) => [each.name, each] as const))(
  "to %s",
  (_, { action, fields }) => {
    test.each([true, false])("takes what only its holder knows, signed in or not (%s)", async (signedIn) => {
      browser.cookies.clear();
      if (signedIn) await signIn();
      const counts = async () => [
        ...(await owner.sql`select (select count(*) from users where email = 'eve@example.test') as eve,
        (select count(*) from password_resets where used_at is not null) as resets`),
      ];
      const [before, state] = [await counts(), await stateOf(person)];
      // Set up already is as good a reason as a wrong code.
      expect(["INVALID", "NOT_FOUND", "CONFLICT"]).toContain(await submit(action, fields));
      expect(await counts()).toEqual(before);
      expect(await stateOf(person)).toEqual(state);
    });
  },
);
