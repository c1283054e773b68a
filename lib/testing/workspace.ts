import { memberships, users, workspaces } from "#db/schema/index.ts";
import { findWorkspaceContext, type WorkspaceContext } from "#lib/auth/context.ts";
import type { Role } from "#lib/auth/permissions.ts";
import { newId } from "#lib/ids.ts";
import { webDatabase } from "#lib/server/database.ts";

/** A workspace with one person of each role, written by web's own role. */
export type TestWorkspace = Readonly<Record<Role, WorkspaceContext>>;

/** Adds a person who is in no workspace. */
async function addPerson(name: string): Promise<string> {
  const id = newId();
  await webDatabase()
    .insert(users)
    .values({ id, name, email: `${id}@example.test` });
  return id;
}

/** Makes a person a member, and gives the context that a request of theirs has. */
export async function addMember(
  slug: string,
  workspaceId: string,
  name: string,
  role: Role,
): Promise<WorkspaceContext> {
  const userId = await addPerson(name);
  await webDatabase().insert(memberships).values({ workspaceId, userId, role });
  const ctx = await findWorkspaceContext(webDatabase(), userId, slug);
  if (ctx === null) throw new Error("the member that was just added is not there");
  return ctx;
}

/** Makes a workspace: Olga owns it, Adam is an admin, Mia a member. */
export async function makeTestWorkspace(): Promise<TestWorkspace> {
  const id = newId();
  await webDatabase().insert(workspaces).values({ id, name: "Test workspace", slug: id });
  return {
    owner: await addMember(id, id, "Olga Owner", "owner"),
    admin: await addMember(id, id, "Adam Admin", "admin"),
    member: await addMember(id, id, "Mia Member", "member"),
  };
}
