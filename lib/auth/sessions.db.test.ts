import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { sessions } from "#db/schema/index.ts";
import { endSession, endSessions, findSession, listSessions, startSession } from "#lib/auth/sessions.ts";
import { makePerson } from "#lib/testing/people.ts";

const urls = inject("databaseUrls");
const { db, close } = connect(urls.web, { max: 4, name: "test-sessions" });
// Web itself may not change when a session ends.
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
afterAll(() => Promise.all([close(), owner.close()]));

const here = { address: "192.0.2.7", userAgent: "Test/1" };
const age = (id: string, column: "lastSeenAt" | "expiresAt", interval: string) =>
  owner.db
    .update(sessions)
    .set({ [column]: sql`now() - ${interval}::interval` })
    .where(eq(sessions.id, id));

describe("a session", () => {
  it("is its person's until it is ended, and then at once nobody's", async () => {
    const person = await makePerson(db);
    const { userId, name, email, sessionId } = person;
    expect(await findSession(db, sessionId)).toEqual({ sessionId, userId, name, email });
    expect(await endSession(db, userId, sessionId)).toBe(true);
    expect(await findSession(db, sessionId)).toBeNull();
    expect(await endSession(db, userId, sessionId)).toBe(false);
  });

  it("lasts 30 days at most", async () => {
    const { sessionId } = await makePerson(db);
    const [row] = await db.select().from(sessions).where(eq(sessions.id, sessionId));
    expect(row!.expiresAt.getTime() - row!.createdAt.getTime()).toBe(30 * 86_400_000);
    await age(sessionId, "expiresAt", "1 second");
    expect(await findSession(db, sessionId)).toBeNull();
  });

  it("ends after 7 days without use", async () => {
    const { sessionId } = await makePerson(db);
    await age(sessionId, "lastSeenAt", "6 days 23 hours");
    expect(await findSession(db, sessionId)).not.toBeNull();
    await age(sessionId, "lastSeenAt", "7 days 1 second");
    expect(await findSession(db, sessionId)).toBeNull();
  });

  it("notes that it was seen, at most once a minute", async () => {
    const { sessionId } = await makePerson(db);
    const seen = async () =>
      (await db.select().from(sessions).where(eq(sessions.id, sessionId)))[0]!.lastSeenAt;
    await age(sessionId, "lastSeenAt", "50 seconds");
    const before = await seen();
    await findSession(db, sessionId);
    expect(await seen()).toEqual(before);
    await age(sessionId, "lastSeenAt", "70 seconds");
    const stale = await seen();
    await findSession(db, sessionId);
    expect((await seen()).getTime()).toBeGreaterThan(stale.getTime() + 60_000);
  });

  it("can't be ended by somebody else, nor by an id that isn't one", async () => {
    const [ada, eve] = [await makePerson(db), await makePerson(db)];
    expect(await endSession(db, eve.userId, ada.sessionId)).toBe(false);
    expect(await endSession(db, eve.userId, "nonsense")).toBe(false);
    expect(await findSession(db, ada.sessionId)).not.toBeNull();
  });
});

describe("a person's sessions", () => {
  it("end all, or all but one, and nobody else's", async () => {
    const [ada, eve] = [await makePerson(db), await makePerson(db)];
    const second = await startSession(db, ada.userId, here);
    await startSession(db, ada.userId, here);
    expect(await endSessions(db, ada.userId, second)).toBe(2);
    expect(await findSession(db, second)).not.toBeNull();
    expect(await endSessions(db, ada.userId)).toBe(1);
    expect(await findSession(db, second)).toBeNull();
    expect(await findSession(db, eve.sessionId)).not.toBeNull();
  });

  it("are listed while they live, and dead ones are cleared away at the next sign-in", async () => {
    const ada = await makePerson(db);
    await age(ada.sessionId, "lastSeenAt", "8 days");
    expect(await listSessions(db, ada.userId)).toEqual([]);
    const id = await startSession(db, ada.userId, here);
    expect(await listSessions(db, ada.userId)).toMatchObject([{ id, ...here }]);
    expect(await db.select().from(sessions).where(eq(sessions.userId, ada.userId))).toHaveLength(1);
  });
});
