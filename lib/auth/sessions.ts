// Invariant: somebody is signed in as long as their row is in `sessions` and young enough; a cookie without a row is nothing.
import { and, desc, eq, lt, ne, sql, type SQL } from "drizzle-orm";
import type { DatabaseOrTransaction } from "#db/connect.ts";
import { sessions, users } from "#db/schema/index.ts";
import { newId } from "#lib/ids.ts";

/** A session ends this long after sign-in, whatever happens, in seconds. */
export const SESSION_SECONDS = 30 * 24 * 3600;
/** And this long after it was last used, in days. */
const IDLE_DAYS = 7;

const live: SQL = sql`${sessions.expiresAt} > now() and ${sessions.lastSeenAt} > now() - make_interval(days => ${IDLE_DAYS})`;

/** A live session with its person. */
export interface SessionOwner {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** Where somebody signed in, as shown to themselves. */
export interface SessionPlace {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Starts a session and returns its id. The person's dead sessions are cleared on the way. */
export async function startSession(
  db: DatabaseOrTransaction,
  userId: string,
  place: SessionPlace,
): Promise<string> {
  await db.delete(sessions).where(and(eq(sessions.userId, userId), sql`not (${live})`));
  const id = newId();
  await db.insert(sessions).values({
    id,
    userId,
    address: place.address,
    userAgent: place.userAgent,
    expiresAt: sql`now() + make_interval(secs => ${SESSION_SECONDS})`,
  });
  return id;
}

/** The live session with this id, or null. Notes that it was seen, at most once a minute. Streams ask it again every 5 s. */
export async function findSession(
  db: DatabaseOrTransaction,
  sessionId: string,
): Promise<SessionOwner | null> {
  const [row] = await db
    .select({
      sessionId: sessions.id,
      userId: users.id,
      name: users.name,
      email: users.email,
      unseen: sql<boolean>`${sessions.lastSeenAt} < now() - interval '1 minute'`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, sessionId), live));
  if (row === undefined) return null;
  const { unseen, ...owner } = row;
  if (unseen) {
    const stale = lt(sessions.lastSeenAt, sql`now() - interval '1 minute'`);
    await db
      .update(sessions)
      .set({ lastSeenAt: sql`now()` })
      .where(and(eq(sessions.id, sessionId), stale));
  }
  return owner;
}

/** One row of the account page's list. */
export interface SessionView extends SessionPlace {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

/** A person's live sessions, last used first. */
export function listSessions(db: DatabaseOrTransaction, userId: string): Promise<SessionView[]> {
  return db
    .select({
      id: sessions.id,
      address: sessions.address,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), live))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(100);
}

/** Ends one session of `userId`; whether it was there. */
export async function endSession(
  db: DatabaseOrTransaction,
  userId: string,
  sessionId: string,
): Promise<boolean> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends all sessions of `userId`, or all but `keep`; how many there were. */
export async function endSessions(db: DatabaseOrTransaction, userId: string, keep?: string): Promise<number> {
  const which =
    keep === undefined
      ? eq(sessions.userId, userId)
      : and(eq(sessions.userId, userId), ne(sessions.id, keep));
  return (await db.delete(sessions).where(which).returning({ id: sessions.id })).length;
}
