import "server-only";
import { and, asc, eq, inArray } from "drizzle-orm";
import { memberships, users } from "#db/schema/index.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";

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
