// Invariant: a WorkspaceContext is made here only, from rows read in this request. Whoever holds one has been let in.
import { and, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "#db/connect.ts";
import { memberships, users, workspaces } from "#db/schema/index.ts";
import { hasPermission, type Permission, type Role } from "#lib/auth/permissions.ts";
import { AppError } from "#lib/errors.ts";

const brand: unique symbol = Symbol("WorkspaceContext");

/** Somebody, in a workspace, as it was when this request began. Queries and mutations take it first. */
export interface WorkspaceContext {
  readonly [brand]: true;
  readonly db: DatabaseOrTransaction;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly workspaceSlug: string;
  readonly userId: string;
  readonly userName: string;
  readonly role: Role;
}

/** The context of `userId` in the workspace with this slug, or null: no such workspace and not a member look the same. */
export async function findWorkspaceContext(
  db: DatabaseOrTransaction,
  userId: string,
  workspaceSlug: string,
): Promise<WorkspaceContext | null> {
  const [row] = await db
    .select({
      workspaceId: workspaces.id,
      workspaceName: workspaces.name,
      workspaceSlug: workspaces.slug,
      userId: users.id,
      userName: users.name,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(workspaces.slug, workspaceSlug), eq(memberships.userId, userId)));
  return row === undefined ? null : { [brand]: true, db, ...row };
}

/** The same context on a transaction, so that a mutation's reads and writes are one. */
export function withDatabase(ctx: WorkspaceContext, db: DatabaseOrTransaction): WorkspaceContext {
  return { ...ctx, db };
}

/** FORBIDDEN, with the right that was missing: the action wrapper writes it to the audit log. */
export class ForbiddenError extends AppError {
  readonly permission: Permission;

  constructor(
    permission: Permission,
    message = "You don't have the right to do this in this workspace. Its owners and admins can do it, or give you the right.",
  ) {
    super("FORBIDDEN", message);
    this.permission = permission;
  }
}

/** Throws a ForbiddenError unless the context's role has `permission`. Every mutation's first line. */
export function requirePermission(ctx: WorkspaceContext, permission: Permission): void {
  if (!hasPermission(ctx.role, permission)) throw new ForbiddenError(permission);
}
