// `npm run user -- reset <email>`: prints a one-hour, single-use link by which that person sets a new password. Run as the owner.
import { and, eq, isNull, sql } from "drizzle-orm";
import { connect, type Database } from "#db/connect.ts";
import { stripDatabaseError } from "#db/database-error.ts";
import { passwordResets, users } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import { newOneTimeToken } from "#lib/auth/one-time-token.ts";
import { canonicalEmail } from "#lib/auth/email.ts";
import { webOrigin } from "#lib/auth/web-settings.ts";
import { newId } from "#lib/ids.ts";

/** Makes a reset link for the person with this email, or returns null when there is none. Older unused links die. */
export async function makeResetLink(db: Database, email: string): Promise<string | null> {
  return db.transaction(async (tx) => {
    const [person] = await tx
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(eq(users.email, canonicalEmail(email)));
    if (person === undefined) return null;
    const unused = and(eq(passwordResets.userId, person.id), isNull(passwordResets.usedAt));
    await tx
      .update(passwordResets)
      .set({ usedAt: sql`now()` })
      .where(unused);
    const { token, hash } = newOneTimeToken();
    await tx.insert(passwordResets).values({
      id: newId(),
      userId: person.id,
      tokenHash: hash,
      expiresAt: sql`now() + interval '1 hour'`,
    });
    await recordAuditEvent(tx, {
      workspaceId: null,
      actor: { type: "operator", id: null, name: "The operator" },
      kind: "account.reset_link",
      outcome: "success",
      target: { type: "person", id: person.id, name: person.name },
    });
    return `${webOrigin()}/reset/${token}`;
  });
}

async function main(email: string | undefined): Promise<number> {
  if (email === undefined || email.trim() === "") {
    process.stderr.write("Say whose password: npm run user -- reset <email>\n");
    return 1;
  }
  const { db, close } = connect(process.env["DATABASE_URL"] ?? "", { max: 1, name: "tacit-user" });
  try {
    const link = await makeResetLink(db, email);
    if (link === null) {
      process.stderr.write("Nobody here has this email address: no link was made.\n");
      return 1;
    }
    process.stdout.write(`A new password can be set once within one hour at:\n${link}\n`);
    return 0;
  } catch (error) {
    const reason = stripDatabaseError(error);
    process.stderr.write(`No link was made: ${reason instanceof Error ? reason.message : "unknown error"}\n`);
    return 1;
  } finally {
    await close();
  }
}

if (import.meta.main) process.exitCode = await main(process.argv[2]);
