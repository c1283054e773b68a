// Invariant: an invitation gives no more than the inviter has, once, to one email, within seven days; its token is not stored.
import "server-only";
import { and, eq, isNull, notInArray, sql } from "drizzle-orm";
import { invitations, memberships, users } from "#db/schema/index.ts";
import { recordByMember } from "#lib/audit/by-member.ts";
import { ForbiddenError, requirePermission, withDatabase, type WorkspaceContext } from "#lib/auth/context.ts";
import { grantableRoles, mayManageRole, type Role } from "#lib/auth/permissions.ts";
import { newOneTimeToken } from "#lib/auth/one-time-token.ts";
import { webOrigin } from "#lib/auth/web-settings.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { isOpen } from "#lib/members/invitation-state.ts";
import type { InviteMemberInput } from "#lib/members/schema.ts";

const DAYS = 7;

/** Invites an email; the link is in the result and nowhere else. An earlier open invitation to the same email is withdrawn. */
export async function inviteMember(
  ctx: WorkspaceContext,
  input: InviteMemberInput,
): Promise<{ link: string; email: string }> {
  requirePermission(ctx, "member.invite");
  if (!mayManageRole(ctx.role, input.role))
    throw new ForbiddenError("member.invite", "Only an owner can invite an owner.");
  const { token, hash } = newOneTimeToken();
  await ctx.db.transaction(async (transaction) => {
    const tx = withDatabase(ctx, transaction);
    await refuseMember(tx, input.email);
    const mine = and(eq(invitations.workspaceId, ctx.workspaceId), eq(invitations.email, input.email));
    await transaction
      .update(invitations)
      .set({ revokedAt: sql`now()` })
      .where(and(mine, isOpen));
    const id = newId();
    await transaction.insert(invitations).values({
      id,
      workspaceId: ctx.workspaceId,
      email: input.email,
      role: input.role,
      tokenHash: hash,
      invitedBy: ctx.userId,
      expiresAt: sql`now() + make_interval(days => ${DAYS})`,
    });
    const target = { type: "invitation", id, name: input.email } as const;
    await recordByMember(tx, "member.invite", { target, details: { role: input.role } });
  });
  return { link: `${webOrigin()}/invite/${token}`, email: input.email };
}

async function refuseMember(tx: WorkspaceContext, email: string): Promise<void> {
  const [member] = await tx.db
    .select({ userId: users.id })
    .from(users)
    .innerJoin(
      memberships,
      and(eq(memberships.userId, users.id), eq(memberships.workspaceId, tx.workspaceId)),
    )
    .where(eq(users.email, email));
  if (member === undefined) return;
  const message = "This person is in the workspace already. Their role can be changed in the list.";
  throw new AppError("CONFLICT", message, { email: message });
}

/** Withdraws an invitation: its link is dead from now on. */
export async function withdrawInvitation(
  ctx: WorkspaceContext,
  input: { readonly invitationId: string },
): Promise<{ email: string }> {
  requirePermission(ctx, "member.invite");
  return ctx.db.transaction(async (transaction) => {
    const [withdrawn] = await transaction
      .update(invitations)
      .set({ revokedAt: sql`now()` })
      .where(
        and(
          eq(invitations.workspaceId, ctx.workspaceId),
          eq(invitations.id, input.invitationId),
          isNull(invitations.acceptedAt),
          isNull(invitations.revokedAt),
        ),
      )
      .returning({ id: invitations.id, email: invitations.email, role: invitations.role });
    if (withdrawn === undefined) {
      throw new AppError(
        "NOT_FOUND",
        "This invitation was used or withdrawn meanwhile. Nothing was changed.",
      );
    }
    if (!mayManageRole(ctx.role, withdrawn.role)) {
      throw new ForbiddenError("member.invite", "Only an owner can withdraw an owner's invitation.");
    }
    const target = { type: "invitation", id: withdrawn.id, name: withdrawn.email } as const;
    await recordByMember(withDatabase(ctx, transaction), "member.invitation_revoke", { target });
    return { email: withdrawn.email };
  });
}

/**
 * Withdraws for good what somebody has invited beyond the right that is left to them (null: none), so that an invitation doesn't
 * come back to life when they get the right back.
 */
export async function withdrawBeyondRight(
  tx: WorkspaceContext,
  userId: string,
  left: Role | null,
): Promise<void> {
  const kept = left === null || left === "member" ? [] : grantableRoles(left);
  const own = and(eq(invitations.workspaceId, tx.workspaceId), eq(invitations.invitedBy, userId), isOpen);
  await tx.db
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(and(own, notInArray(invitations.role, [...kept])));
}
