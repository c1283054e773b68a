import "server-only";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { findWorkspaceContext, type WorkspaceContext } from "#lib/auth/context.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { findSignedIn, type SignedIn } from "#lib/auth/session.ts";
import { webDatabase } from "#lib/server/database.ts";

/** The person for a page; without a session the browser is sent to sign in and comes back to `path`. */
async function requireSignedInPage(path: string): Promise<SignedIn> {
  const signedIn = await findSignedIn();
  if (signedIn === null) redirect(`/sign-in?to=${encodeURIComponent(path)}`);
  return signedIn;
}

/** The same with the database, as queries of what is one's own take it. */
export async function requirePersonPage(path: string): Promise<PersonContext> {
  return { ...(await requireSignedInPage(path)), db: webDatabase() };
}

/**
 * The context for a page of a workspace, read once a request. Somebody else's workspace answers like one that doesn't exist.
 */
export const requireWorkspacePage = cache(async (workspaceSlug: string): Promise<WorkspaceContext> => {
  const signedIn = await requireSignedInPage(`/w/${workspaceSlug}/secrets`);
  const ctx = await findWorkspaceContext(webDatabase(), signedIn.userId, workspaceSlug);
  if (ctx === null) notFound();
  return ctx;
});
