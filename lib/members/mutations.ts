// Invariant: a workspace always has an owner, and only owners touch owners. Roles are decided under locks, not by what the request began with.
import "server-only";
import { and, asc, eq, inArray, or } from "drizzle-orm";
import { memberships, users } from "#db/schema/index.ts";
import { recordByMember } from "#lib/audit/by-member.ts";
import { ForbiddenError, requirePermission, withDatabase, type WorkspaceContext } from "#lib/auth/context.ts";
import { mayManageRole, type Permission, type Role } from "#lib/auth/permissions.ts";
import { AppError } from "#lib/errors.ts";
import { withdrawBeyondRight } from "#lib/members/invitations.ts";
import type { UpdateMemberInput } from "#lib/members/schema.ts";

const notAMember = () =>
  new AppError("NOT_FOUND", "This person is not in the workspace any more. Nothing was changed.");
const lastOwner = (what: string) =>
  new AppError(
    "CONFLICT",
    `A workspace needs an owner, and there is no other. Make somebody else an owner first, then ${what}.`,
  );

interface LockedRoles {
  /** The context with the acting person's role as it is now. */
  readonly ctx: WorkspaceContext;
  readonly target: { readonly userId: string; readonly name: string; readonly role: Role };
  readonly isLastOwner: boolean;
}

/**
 * Locks the memberships that a change depends on (the owners, the acting person, the target), always in the same order, so
 * that two changes can't each see the other's owner. Throws NOT_FOUND when either person is not in the workspace.
 */
async function lockRoles(ctx: WorkspaceContext, targetId: string): Promise<LockedRoles> {
  const rows = await ctx.db
    .select({ userId: memberships.userId, role: memberships.role })
    .from(memberships)
    .where(
      and(
        eq(memberships.workspaceId, ctx.workspaceId),
        or(eq(memberships.role, "owner"), inArray(memberships.userId, [ctx.userId, targetId])),
      ),
    )
    .orderBy(asc(memberships.userId))
    .for("update");
  const acting = rows.find((row) => row.userId === ctx.userId);
  const target = rows.find((row) => row.userId === targetId);
  if (acting === undefined || target === undefined) throw notAMember();
  const [person] = await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, targetId));
  return {
    ctx: { ...ctx, role: acting.role },
    target: { ...target, name: person?.name ?? "" },
    isLastOwner: target.role === "owner" && rows.filter((row) => row.role === "owner").length === 1,
  };
}

function requireMayManage(
  ctx: WorkspaceContext,
  permission: Permission,
  ...concerned: readonly Role[]
): void {
  requirePermission(ctx, permission);
  if (concerned.every((role) => mayManageRole(ctx.role, role))) return;
  throw new ForbiddenError(permission, "Only an owner can make, change or remove an owner.");
}

const one = (ctx: WorkspaceContext, userId: string) =>
  and(eq(memberships.workspaceId, ctx.workspaceId), eq(memberships.userId, userId));

/** Changes somebody's role, from the next request on. STALE when it isn't `from` any more, CONFLICT for the last owner. */
export async function updateMember(
  ctx: WorkspaceContext,
  input: UpdateMemberInput,
): Promise<{ name: string; role: Role }> {
  requirePermission(ctx, "member.update");
  return ctx.db.transaction(async (transaction) => {
    const { ctx: tx, target, isLastOwner } = await lockRoles(withDatabase(ctx, transaction), input.userId);
    requireMayManage(tx, "member.update", target.role, input.to);
    if (target.role !== input.from) {
      throw new AppError(
        "STALE",
        `${target.name} became ${target.role} meanwhile. Nothing was changed; look again, then decide.`,
      );
    }
    if (isLastOwner && input.to !== "owner") throw lastOwner("change this role");
    await transaction.update(memberships).set({ role: input.to }).where(one(tx, target.userId));
    await withdrawBeyondRight(tx, target.userId, input.to);
    await recordByMember(tx, "member.update", {
      target: { type: "person", id: target.userId, name: target.name },
      details: { from: input.from, to: input.to },
    });
    return { name: target.name, role: input.to };
  });
}

/** Takes somebody out of the workspace, from the next request on. */
export async function removeMember(
  ctx: WorkspaceContext,
  input: { readonly userId: string },
): Promise<{ name: string }> {
  requirePermission(ctx, "member.remove");
  if (input.userId === ctx.userId)
    throw new AppError("INVALID", "To take yourself out, use Leave workspace.");
  return ctx.db.transaction(async (transaction) => {
    const { ctx: tx, target } = await lockRoles(withDatabase(ctx, transaction), input.userId);
    requireMayManage(tx, "member.remove", target.role);
    await transaction.delete(memberships).where(one(tx, target.userId));
    await withdrawBeyondRight(tx, target.userId, null);
    await recordByMember(tx, "member.remove", {
      target: { type: "person", id: target.userId, name: target.name },
      details: { role: target.role },
    });
    return { name: target.name };
  });
}

/** Takes oneself out of the workspace; every role may, but not the last owner. */
export async function leaveWorkspace(ctx: WorkspaceContext): Promise<{ workspaceName: string }> {
  requirePermission(ctx, "member.leave");
  return ctx.db.transaction(async (transaction) => {
    const { ctx: tx, target, isLastOwner } = await lockRoles(withDatabase(ctx, transaction), ctx.userId);
    if (isLastOwner) throw lastOwner("leave");
    await transaction.delete(memberships).where(one(tx, target.userId));
    await withdrawBeyondRight(tx, target.userId, null);
    await recordByMember(tx, "member.leave", { details: { role: target.role } });
    return { workspaceName: tx.workspaceName };
  });
}
