import "server-only";
import { and, eq, gt } from "drizzle-orm";
import { memberships, sessions, workspaces } from "#db/schema/index.ts";
import { findSignedIn } from "#lib/auth/session.ts";
import { webDatabase } from "#lib/server/database.ts";

/**
 * For an open stream: a function that says whether the person whose request this is still has this session and is still in the workspace, read
 * from the database each time. It may be called after the request's own scope is gone.
 */
export async function maySignedInPersonStay(workspaceSlug: string): Promise<() => Promise<boolean>> {
  const signedIn = await findSignedIn();
  return async () => {
    if (signedIn === null) return false;
    const [row] = await webDatabase()
      .select({ sessionId: sessions.id })
      .from(sessions)
      .innerJoin(memberships, eq(memberships.userId, sessions.userId))
      .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
      .where(
        and(
          eq(sessions.id, signedIn.sessionId),
          gt(sessions.expiresAt, new Date()),
          eq(workspaces.slug, workspaceSlug),
        ),
      );
    return row !== undefined;
  };
}
