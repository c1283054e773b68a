import "server-only";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { passwordResets, users } from "#db/schema/index.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import { listSessions } from "#lib/auth/sessions.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { describeDevice } from "#lib/account/device.ts";
import type { OwnSessionView } from "#lib/account/types.ts";
import { webDatabase } from "#lib/server/database.ts";

/** The person's sessions, this one first, then last used first. */
export async function listOwnSessions(person: PersonContext): Promise<OwnSessionView[]> {
  const sessions = await listSessions(person.db, person.userId);
  const views = sessions.map(({ id, address, userAgent, createdAt, lastSeenAt }) => ({
    id,
    address: address === "unknown" ? null : address,
    device: describeDevice(userAgent),
    createdAt,
    lastSeenAt,
    isThisOne: id === person.sessionId,
  }));
  return views.sort((a, b) => Number(b.isThisOne) - Number(a.isThisOne));
}

/** Whose password a reset link sets, or null when it doesn't work: unknown, used and old links look the same. */
export async function findReset(token: string): Promise<{ name: string; email: string } | null> {
  const [row] = await webDatabase()
    .select({ name: users.name, email: users.email })
    .from(passwordResets)
    .innerJoin(users, eq(users.id, passwordResets.userId))
    .where(
      and(
        eq(passwordResets.tokenHash, hashToken(token)),
        isNull(passwordResets.usedAt),
        gt(passwordResets.expiresAt, sql`now()`),
      ),
    );
  return row ?? null;
}
