// Invariant: whether an account exists can't be told from a failed sign-in: same answer, same work, same counting.
import "server-only";
import { eq } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { passwordHashes, users } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import { addressBucket } from "#lib/auth/client-address.ts";
import { canonicalEmail } from "#lib/auth/email.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import { verifyPassword } from "#lib/auth/password-hash.ts";
import { giveAttemptBack, takeAttempt, type RateLimit } from "#lib/auth/rate-limit.ts";
import type { RequestOrigin } from "#lib/auth/request-origin.ts";
import { startSession } from "#lib/auth/sessions.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Failed attempts for one account from anywhere, and from one address for any account; both in a quarter of an hour. */
export const SIGN_IN_PER_ACCOUNT = 10;
export const SIGN_IN_PER_ADDRESS = 50;

const WINDOW_SECONDS = 900;

/** The counts that an attempt falls under. An unknown email has its count like a known one; it is hashed, being free input. */
function limitsOf(email: string, address: string): readonly RateLimit[] {
  // The address comes first: an address that is refused already doesn't use up other people's attempts.
  return [
    {
      bucket: `sign-in:address:${addressBucket(address)}`,
      max: SIGN_IN_PER_ADDRESS,
      windowSeconds: WINDOW_SECONDS,
    },
    {
      bucket: `sign-in:account:${hashToken(email)}`,
      max: SIGN_IN_PER_ACCOUNT,
      windowSeconds: WINDOW_SECONDS,
    },
  ];
}

/**
 * Starts a session for whoever gives the right email and password, and returns its id; null for every reason not to.
 *
 * A refused attempt is answered without hashing anything. That is quicker, and so tells that a limit was reached; it tells
 * nothing about the account, because unknown emails are counted alike, and a flood costs no processor time.
 */
export async function signInWithPassword(
  db: Database,
  given: Credentials,
  origin: RequestOrigin,
): Promise<string | null> {
  const email = canonicalEmail(given.email);
  const limits = limitsOf(email, origin.address);
  for (const limit of limits) if (!(await takeAttempt(db, limit))) return null;

  const [account] = await db
    .select({ id: users.id, name: users.name, hash: passwordHashes.hash })
    .from(users)
    .innerJoin(passwordHashes, eq(passwordHashes.userId, users.id))
    .where(eq(users.email, email));
  const matches = await verifyPassword(account?.hash ?? null, given.password);
  if (account === undefined || !matches) {
    await recordSignIn(db, account, "failure");
    return null;
  }

  for (const limit of limits) await giveAttemptBack(db, limit);
  return db.transaction(async (tx) => {
    const sessionId = await startSession(tx, account.id, origin);
    await recordSignIn(tx, account, "success");
    return sessionId;
  });
}

async function recordSignIn(
  db: Parameters<typeof recordAuditEvent>[0],
  account: { readonly id: string; readonly name: string } | undefined,
  outcome: "success" | "failure",
): Promise<void> {
  await recordAuditEvent(db, {
    workspaceId: null,
    actor: { type: "person", id: account?.id ?? null, name: account?.name ?? "Somebody unknown" },
    kind: "session.sign_in",
    outcome,
  });
}
