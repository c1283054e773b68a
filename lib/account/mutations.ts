// Invariant: a password is changed only by whoever knows the current one or holds an unused reset link, and that ends the other sessions.
import "server-only";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/connect.ts";
import { passwordHashes, passwordResets, users } from "#db/schema/index.ts";
import { recordByPerson } from "#lib/audit/by-person.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import { hashPassword, verifyPassword } from "#lib/auth/password-hash.ts";
import { passwordProblem } from "#lib/auth/password-policy.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { giveAttemptBack, takeAttempt } from "#lib/auth/rate-limit.ts";
import { endSession, endSessions } from "#lib/auth/sessions.ts";
import { AppError } from "#lib/errors.ts";

const CHECK = "Please check what is marked.";

/** Changes what the others call somebody. */
export async function updateAccount(person: PersonContext, input: { readonly name: string }): Promise<void> {
  await person.db.transaction(async (tx) => {
    await tx.update(users).set({ name: input.name }).where(eq(users.id, person.userId));
    await recordByPerson({ ...person, db: tx }, "account.update", {
      details: { from: person.name, to: input.name },
    });
  });
}

/** Changes the password and ends the person's other sessions. INVALID when the current one is wrong; ten tries an hour. */
export async function changePassword(
  person: PersonContext,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<void> {
  const limit = { bucket: `password-change:${person.userId}`, max: 10, windowSeconds: 3600 };
  if (!(await takeAttempt(person.db, limit))) {
    throw new AppError("RATE_LIMITED", "There were too many attempts. Wait an hour, then try again.");
  }
  const [current] = await person.db
    .select({ hash: passwordHashes.hash })
    .from(passwordHashes)
    .where(eq(passwordHashes.userId, person.userId));
  if (!(await verifyPassword(current?.hash ?? null, input.currentPassword))) {
    await recordByPerson(person, "account.password_change", { outcome: "failure" });
    throw new AppError("INVALID", CHECK, { currentPassword: "This is not your current password." });
  }
  await giveAttemptBack(person.db, limit);
  const problem =
    input.newPassword === input.currentPassword
      ? "This is your current password. Choose another."
      : passwordProblem(input.newPassword, [person.name, person.email]);
  if (problem !== null) throw new AppError("INVALID", CHECK, { newPassword: problem });

  const hash = await hashPassword(input.newPassword);
  await person.db.transaction(async (tx) => {
    await storeHash(tx, person.userId, hash);
    const ended = await endSessions(tx, person.userId, person.sessionId);
    await recordByPerson({ ...person, db: tx }, "account.password_change", {
      details: { sessionsEnded: ended },
    });
  });
}

/** Ends one of the person's other sessions. NOT_FOUND when it has ended. */
export async function endOtherSession(
  person: PersonContext,
  input: { readonly sessionId: string },
): Promise<void> {
  await person.db.transaction(async (tx) => {
    if (!(await endSession(tx, person.userId, input.sessionId))) {
      throw new AppError("NOT_FOUND", "This session has ended already.");
    }
    await recordByPerson({ ...person, db: tx }, "session.sign_out");
  });
}

/** Ends all of the person's sessions, this one too. */
export async function signOutEverywhere(person: PersonContext): Promise<void> {
  await person.db.transaction(async (tx) => {
    const ended = await endSessions(tx, person.userId);
    await recordByPerson({ ...person, db: tx }, "session.sign_out_everywhere", {
      details: { sessionsEnded: ended },
    });
  });
}

async function storeHash(tx: Transaction, userId: string, hash: string): Promise<void> {
  await tx
    .insert(passwordHashes)
    .values({ userId, hash })
    .onConflictDoUpdate({ target: passwordHashes.userId, set: { hash, updatedAt: sql`now()` } });
}

/** Sets a password by a reset link, uses the link up, and ends all sessions. NOT_FOUND for a link that doesn't work. */
export async function resetPassword(
  db: Database,
  input: { readonly token: string; readonly password: string },
): Promise<void> {
  const open = and(
    eq(passwordResets.tokenHash, hashToken(input.token)),
    isNull(passwordResets.usedAt),
    gt(passwordResets.expiresAt, sql`now()`),
  );
  const [owner] = await db
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(passwordResets)
    .innerJoin(users, eq(users.id, passwordResets.userId))
    .where(open);
  if (owner === undefined) throw deadLink();
  const problem = passwordProblem(input.password, [owner.name, owner.email]);
  if (problem !== null) throw new AppError("INVALID", CHECK, { password: problem });
  const hash = await hashPassword(input.password);
  await db.transaction(async (tx) => {
    // One conditional UPDATE: of two at once, one finds the link used.
    const used = await tx
      .update(passwordResets)
      .set({ usedAt: sql`now()` })
      .where(open)
      .returning({ id: passwordResets.id });
    if (used.length === 0) throw deadLink();
    const others = and(eq(passwordResets.userId, owner.userId), isNull(passwordResets.usedAt));
    await tx
      .update(passwordResets)
      .set({ usedAt: sql`now()` })
      .where(others);
    await storeHash(tx, owner.userId, hash);
    const ended = await endSessions(tx, owner.userId);
    await recordByPerson({ db: tx, ...owner }, "account.password_reset", {
      details: { sessionsEnded: ended },
    });
  });
}

const deadLink = () =>
  new AppError(
    "NOT_FOUND",
    "This link doesn't work any more: it was used or is older than an hour. Ask for a new one.",
  );
