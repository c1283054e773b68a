import { randomUUID } from "node:crypto";
import { encode } from "next-auth/jwt";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import type { Role } from "#lib/auth/permissions.ts";
import { startSession } from "#lib/auth/sessions.ts";
import { sessionSecret } from "#lib/auth/web-settings.ts";
import { inviteMember } from "#lib/members/invitations.ts";
import { listInvitations } from "#lib/members/queries.ts";
import { startRun } from "#lib/runs/mutations.ts";
import { webDatabase } from "#lib/server/database.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { newSecret } from "#lib/testing/new-secret.ts";
import { addMember, makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

/** Whoever may try something. A non-member is signed in and owns another workspace. */
export type Actor = Role | "non-member" | "signed-out";

export const actors: readonly Actor[] = ["owner", "admin", "member", "non-member", "signed-out"];

/** A workspace with one of everything, and somebody for every part. */
export interface World {
  readonly workspace: TestWorkspace;
  readonly stranger: WorkspaceContext;
  readonly secondOwner: WorkspaceContext;
  readonly otherMember: WorkspaceContext;
  readonly secretId: string;
  /** An action of the other member's, and one of each actor's own. */
  readonly actionId: string;
  readonly ownActionIds: Readonly<Record<Role, string>>;
  readonly runId: string;
  readonly memberInvitationId: string;
  readonly ownerInvitationId: string;
}

async function invite(ctx: WorkspaceContext, role: Role): Promise<string> {
  const email = `${randomUUID()}@example.test`;
  await inviteMember(ctx, { email, role });
  const invitation = (await listInvitations(ctx)).find((each) => each.email === email);
  if (invitation === undefined) throw new Error("the invitation is not listed");
  return invitation.id;
}

export async function makeWorld(): Promise<World> {
  const workspace = await makeTestWorkspace();
  const { workspaceId, workspaceSlug } = workspace.owner;
  const otherMember = await addMember(workspaceSlug, workspaceId, "Otto Other", "member");
  const actionId = await newAction(otherMember, "Otto's action");
  const { id: runId } = await startRun(workspace.owner, { actionId, idempotencyKey: randomUUID() });
  return {
    workspace,
    stranger: (await makeTestWorkspace()).owner,
    secondOwner: await addMember(workspaceSlug, workspaceId, "Oda Owner", "owner"),
    otherMember,
    secretId: await newSecret(workspace.owner, "KEY"),
    actionId,
    ownActionIds: {
      owner: await newAction(workspace.owner),
      admin: await newAction(workspace.admin),
      member: await newAction(workspace.member),
    },
    runId,
    memberInvitationId: await invite(workspace.owner, "member"),
    ownerInvitationId: await invite(workspace.owner, "owner"),
  };
}

/** The context of an actor who is in the workspace; null for one who isn't. */
export function contextOfActor(world: World, actor: Actor): WorkspaceContext | null {
  return actor === "non-member" || actor === "signed-out" ? null : world.workspace[actor];
}

/** What this actor's browser sends as its session cookie, for a session begun now. */
export async function cookieOf(world: World, actor: Actor): Promise<string | null> {
  if (actor === "signed-out") return null;
  const { userId } = contextOfActor(world, actor) ?? world.stranger;
  const sid = await startSession(webDatabase(), userId, { address: null, userAgent: null });
  return encode({ token: { sid }, secret: sessionSecret() });
}
