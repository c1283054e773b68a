import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { LAST_WORKSPACE_COOKIE } from "#lib/auth/last-workspace.ts";
import { requirePersonPage } from "#lib/auth/page.ts";
import { isSetUp } from "#lib/setup/queries.ts";
import { listWorkspaces } from "#lib/workspaces/queries.ts";

/** Leads to where one would go on: setup, sign-in, the workspace seen last, or a first one. */
export default async function StartPage() {
  if (!(await isSetUp())) redirect("/setup");
  const workspaces = await listWorkspaces(await requirePersonPage("/"));
  const last = (await cookies()).get(LAST_WORKSPACE_COOKIE)?.value;
  const workspace = workspaces.find(({ slug }) => slug === last) ?? workspaces[0];
  redirect(workspace === undefined ? "/workspaces/new" : `/w/${workspace.slug}/secrets`);
}
