import "server-only";
import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { invitations, memberships, users, workspaces } from "#db/schema/index.ts";
import { requirePermission, type WorkspaceContext } from "#lib/auth/context.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import { inviterStillMay, isOpen } from "#lib/members/invitation-state.ts";
import { webDatabase } from "#lib/server/database.ts";
import type { InvitationView, MemberView, ReceivedInvitation } from "#lib/members/types.ts";

/** Everybody in the workspace: owners first, then admins, then members, each by name. */
export function listMembers(ctx: WorkspaceContext): Promise<MemberView[]> {
  return ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      joinedAt: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.workspaceId, ctx.workspaceId))
    .orderBy(
      sql`array_position(array['owner', 'admin', 'member'], ${memberships.role})`,
      asc(users.name),
      asc(users.id),
    );
}

/** The invitations that can still be accepted, newest first. Dead ones aren't listed: there is nothing to withdraw. */
export function listInvitations(ctx: WorkspaceContext): Promise<InvitationView[]> {
  requirePermission(ctx, "member.invite");
  return ctx.db
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      invitedByName: users.name,
      expiresAt: invitations.expiresAt,
    })
    .from(invitations)
    .innerJoin(memberships, inviterStillMay)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .where(and(eq(invitations.workspaceId, ctx.workspaceId), isOpen))
    .orderBy(desc(invitations.id));
}

/** What an invitation link leads to, or null: unknown, used, withdrawn, expired and dead links look the same. */
export async function findReceivedInvitation(
  db: Database,
  token: string,
): Promise<ReceivedInvitation | null> {
  const [row] = await db
    .select({
      workspaceName: workspaces.name,
      workspaceSlug: workspaces.slug,
      email: invitations.email,
      role: invitations.role,
      invitedByName: users.name,
      hasAccount: sql<boolean>`exists (select 1 from users as invited where invited.email = ${invitations.email})`,
    })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .innerJoin(memberships, inviterStillMay)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .where(and(eq(invitations.tokenHash, hashToken(token)), isOpen));
  return row ?? null;
}

/** The same for a page, with web's database. */
export function findInvitationByToken(token: string): Promise<ReceivedInvitation | null> {
  return findReceivedInvitation(webDatabase(), token);
}

/** The names of those who may add and change secrets here: the owners and admins, by name. */
export async function listCaretakerNames(ctx: WorkspaceContext): Promise<string[]> {
  const rows = await ctx.db
    .select({ name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.workspaceId, ctx.workspaceId), inArray(memberships.role, ["owner", "admin"])))
    .orderBy(asc(users.name));
  return rows.map((row) => row.name);
}
