// Invariant: the first owner is made once, by whoever has the terminal's code. The code's row is locked while that is decided.
import "server-only";
import { timingSafeEqual } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database, Transaction } from "#db/connect.ts";
import { passwordHashes, setupCodes, users } from "#db/schema/index.ts";
import { recordByPerson } from "#lib/audit/by-person.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import { hashPassword } from "#lib/auth/password-hash.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { SetupInput } from "#lib/setup/schema.ts";
import { createWorkspace } from "#lib/workspaces/mutations.ts";

const wrongCode = () =>
  new AppError(
    "INVALID",
    "This setup link is not the newest one. Open the link that the terminal printed at the last start, or restart Tacit to get a new one.",
  );

/** Makes the first person, their workspace and their ownership, and uses up the code. Returns the workspace's slug. */
export async function completeSetup(db: Database, input: SetupInput): Promise<{ slug: string }> {
  const hash = await hashPassword(input.password);
  return db.transaction(async (tx) => {
    await claimSetupCode(tx, input.code);
    const userId = newId();
    await tx.insert(users).values({ id: userId, name: input.name, email: input.email });
    await tx.insert(passwordHashes).values({ userId, hash });
    const person = { db: tx, userId, name: input.name };
    const { slug } = await createWorkspace(person, input.workspaceName);
    await recordByPerson(person, "setup.complete");
    return { slug };
  });
}

/** Takes the code for this transaction; a second setup waits here, and then finds it used. */
async function claimSetupCode(tx: Transaction, code: string): Promise<void> {
  const [row] = await tx.select().from(setupCodes).where(eq(setupCodes.id, 1)).for("update");
  const [anybody] = await tx.select({ id: users.id }).from(users).limit(1);
  if (anybody !== undefined)
    throw new AppError("CONFLICT", "Tacit is set up already. Sign in, or ask an owner to invite you.");
  if (row?.usedAt !== null) throw wrongCode();
  const given = Buffer.from(hashToken(code));
  const stored = Buffer.from(row.codeHash);
  if (given.length !== stored.length || !timingSafeEqual(given, stored)) throw wrongCode();
  await tx.update(setupCodes).set({ usedAt: new Date() }).where(eq(setupCodes.id, 1));
}
