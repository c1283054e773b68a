import "server-only";
import { asc, eq } from "drizzle-orm";
import { memberships, workspaces } from "#db/schema/index.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import type { WorkspaceView } from "#lib/workspaces/types.ts";

/** The workspaces that somebody is in, by name. */
export function listWorkspaces(person: PersonContext): Promise<WorkspaceView[]> {
  return person.db
    .select({ id: workspaces.id, name: workspaces.name, slug: workspaces.slug, role: memberships.role })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(eq(memberships.userId, person.userId))
    .orderBy(asc(workspaces.name), asc(workspaces.id));
}
