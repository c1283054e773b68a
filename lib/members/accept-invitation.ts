// Invariant: an invitation is used by one conditional UPDATE, so by one person once; it never touches an existing account.
import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/connect.ts";
import { violatesUnique } from "#db/database-error.ts";
import { invitations, memberships, passwordHashes, users, workspaces } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import { hashPassword } from "#lib/auth/password-hash.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { passwordProblem } from "#lib/auth/password-policy.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { inviterStillMay, isOpen } from "#lib/members/invitation-state.ts";
import { findReceivedInvitation } from "#lib/members/queries.ts";
import type { JoinInput } from "#lib/members/schema.ts";

const dead = () =>
  new AppError(
    "NOT_FOUND",
    "This invitation doesn't work any more: it was used, withdrawn or is older than seven days. Ask for a new one.",
  );

interface Joined {
  readonly slug: string;
  readonly email: string;
}

interface Used {
  readonly workspaceId: string;
  readonly slug: string;
  readonly email: string;
  readonly role: "owner" | "admin" | "member";
}

/** Uses the invitation up, or throws NOT_FOUND. The inviter's right is read under a lock: a demotion comes before or after. */
async function takeInvitation(tx: Transaction, token: string): Promise<Used> {
  const [used] = await tx
    .update(invitations)
    .set({ acceptedAt: sql`now()` })
    .where(and(eq(invitations.tokenHash, hashToken(token)), isOpen))
    .returning({
      id: invitations.id,
      workspaceId: invitations.workspaceId,
      email: invitations.email,
      role: invitations.role,
    });
  if (used === undefined) throw dead();
  const [inviter] = await tx
    .select({ slug: workspaces.slug })
    .from(invitations)
    .innerJoin(memberships, inviterStillMay)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .where(eq(invitations.id, used.id))
    .for("share", { of: memberships });
  if (inviter === undefined) throw dead();
  return { workspaceId: used.workspaceId, slug: inviter.slug, email: used.email, role: used.role };
}

async function addMember(
  tx: Transaction,
  used: Used,
  person: { readonly id: string; readonly name: string },
): Promise<void> {
  const { workspaceId, role } = used;
  const added = await tx
    .insert(memberships)
    .values({ workspaceId, userId: person.id, role })
    .onConflictDoNothing()
    .returning({ userId: memberships.userId });
  if (added.length === 0)
    throw new AppError("CONFLICT", "You are in this workspace already; your role stays as it is.");
  const actor = { type: "person", id: person.id, name: person.name } as const;
  await recordAuditEvent(tx, {
    workspaceId,
    actor,
    kind: "member.join",
    outcome: "success",
    details: { role },
  });
}

/** Lets a signed-in person join. FORBIDDEN unless they signed in with the email that was invited. */
export function acceptInvitation(person: PersonContext, token: string): Promise<Joined> {
  return person.db.transaction(async (tx) => {
    const used = await takeInvitation(tx, token);
    if (used.email !== person.email) {
      throw new AppError(
        "FORBIDDEN",
        "This invitation is for another email address than the one that you are signed in with.",
      );
    }
    await addMember(tx, used, { id: person.userId, name: person.name });
    return used;
  });
}

/** Makes an account for the invited email and lets it join. CONFLICT when the email has an account: its owner must sign in. */
export async function joinAsNewPerson(db: Database, input: JoinInput): Promise<Joined> {
  // Looked at first, so that a dead link costs no hashing, and to hold the password against the email.
  const invitation = await findReceivedInvitation(db, input.token);
  if (invitation === null) throw dead();
  const problem = passwordProblem(input.password, [input.name, invitation.email, invitation.workspaceName]);
  if (problem !== null) throw new AppError("INVALID", "Please check what is marked.", { password: problem });
  const hash = await hashPassword(input.password);
  const userId = newId();
  try {
    return await db.transaction(async (tx) => {
      const used = await takeInvitation(tx, input.token);
      await tx.insert(users).values({ id: userId, name: input.name, email: used.email });
      await tx.insert(passwordHashes).values({ userId, hash });
      await addMember(tx, used, { id: userId, name: input.name });
      return used;
    });
  } catch (error) {
    if (!violatesUnique(error, "users_email_unique")) throw error;
    throw new AppError(
      "CONFLICT",
      "This email has an account already. Sign in with it, then open the invitation again.",
    );
  }
}
