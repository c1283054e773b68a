"use server";
import { webDatabase } from "#lib/server/database.ts";
import { personForm } from "#lib/server/form-action.ts";
import { createWorkspace } from "#lib/workspaces/mutations.ts";
import { createWorkspaceSchema } from "#lib/workspaces/schema.ts";

/** The form of /workspaces/new; leads into the new workspace. */
export const createWorkspaceAction = personForm(createWorkspaceSchema, async (person, { workspaceName }) => {
  const { slug } = await createWorkspace({ ...person, db: webDatabase() }, workspaceName);
  return { redirectTo: `/w/${slug}/secrets` };
});
