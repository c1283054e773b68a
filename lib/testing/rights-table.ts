// Roles × operations × entry points, in one place. A mutation or a server action that is missing here fails lib/auth/rights-complete.db.test.ts.
import { randomUUID } from "node:crypto";
import { createAction, deleteAction, saveAction } from "#lib/actions/mutations.ts";
import { createActionAction, deleteActionAction, saveActionAction } from "#lib/actions/server-actions.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import type { Permission, Role } from "#lib/auth/permissions.ts";
import { inviteMember, withdrawInvitation } from "#lib/members/invitations.ts";
import { leaveWorkspace, removeMember, updateMember } from "#lib/members/mutations.ts";
import {
  inviteMemberAction,
  leaveWorkspaceAction,
  removeMemberAction,
  updateMemberAction,
  withdrawInvitationAction,
} from "#lib/members/server-actions.ts";
import type { ActionResult } from "#lib/result.ts";
import { cancelRun, startRun } from "#lib/runs/mutations.ts";
import { cancelRunAction, startRunAction } from "#lib/runs/server-actions.ts";
import { createSecret, deleteSecret, updateSecret } from "#lib/secrets/mutations.ts";
import { listDependents, listNamesLike } from "#lib/secrets/queries.ts";
import {
  createSecretAction,
  deleteSecretAction,
  listDependentsAction,
  listNamesLikeAction,
  updateSecretAction,
} from "#lib/secrets/server-actions.ts";
import type { World } from "#lib/testing/rights-world.ts";

/** One thing that can be done in a workspace, with both of its entries. */
export interface Operation {
  readonly name: string;
  /** Who may. Nobody from outside ever may. */
  readonly allowed: readonly Role[];
  /** The right that a refused attempt is written down as. */
  readonly permission: Permission | null;
  readonly functions: readonly unknown[];
  /** The server action, as a browser calls it. */
  readonly call: (slug: string, world: World, role: Role) => Promise<ActionResult<unknown>>;
  /** The function behind it, as code calls it. */
  readonly work: (ctx: WorkspaceContext, world: World, role: Role) => Promise<unknown>;
}

const everybody: readonly Role[] = ["owner", "admin", "member"];
const caretakers: readonly Role[] = ["owner", "admin"];
const owners: readonly Role[] = ["owner"];

function operation<Input>(
  name: string,
  allowed: readonly Role[],
  permission: Permission | null,
  entries: {
    readonly work: (ctx: WorkspaceContext, input: Input) => Promise<unknown>;
    readonly action: (slug: string, input: Input) => Promise<ActionResult<unknown>>;
  },
  input: (world: World, role: Role) => Input,
): Operation {
  return {
    name,
    allowed,
    permission,
    functions: [entries.work, entries.action],
    call: (slug, world, role) => entries.action(slug, input(world, role)),
    work: (ctx, world, role) => entries.work(ctx, input(world, role)),
  };
}

const key = () => ({ idempotencyKey: randomUUID() });

export const operations: readonly Operation[] = [
  operation(
    "create a secret",
    caretakers,
    "secret.create",
    { work: createSecret, action: createSecretAction },
    () => ({ name: "NEW_KEY", title: null, value: "a value", description: "", ...key() }),
  ),
  operation(
    "update a secret",
    caretakers,
    "secret.update",
    { work: updateSecret, action: updateSecretAction },
    ({ secretId }) => ({ secretId, revision: 1, value: "new", title: null, description: "", ...key() }),
  ),
  operation(
    "delete a secret",
    caretakers,
    "secret.delete",
    { work: deleteSecret, action: deleteSecretAction },
    ({ secretId }) => ({ secretId, confirmation: "KEY", ...key() }),
  ),
  operation(
    "ask for names that differ by case",
    everybody,
    null,
    { work: (ctx, { name }: { name: string }) => listNamesLike(ctx, name), action: listNamesLikeAction },
    () => ({ name: "key" }),
  ),
  operation(
    "ask what depends on a secret",
    everybody,
    null,
    { work: (ctx, { name }: { name: string }) => listDependents(ctx, name), action: listDependentsAction },
    () => ({ name: "KEY" }),
  ),
  operation(
    "create an action",
    everybody,
    "action.create",
    { work: createAction, action: createActionAction },
    key,
  ),
  operation(
    "save somebody else's action",
    everybody,
    "action.update",
    { work: saveAction, action: saveActionAction },
    ({ actionId }) => ({ actionId, revision: 1, name: "N", code: "1", selectedSecrets: ["KEY"], ...key() }),
  ),
  operation(
    "delete one's own action",
    everybody,
    "action.delete",
    { work: deleteAction, action: deleteActionAction },
    ({ ownActionIds }, role) => ({ actionId: ownActionIds[role], ...key() }),
  ),
  operation(
    "delete somebody else's action",
    caretakers,
    "action.delete_any",
    { work: deleteAction, action: deleteActionAction },
    ({ actionId }) => ({ actionId, ...key() }),
  ),
  operation(
    "run an action",
    everybody,
    "action.run",
    { work: startRun, action: startRunAction },
    ({ actionId }) => ({ actionId, ...key() }),
  ),
  operation(
    "cancel a run",
    everybody,
    "run.cancel",
    { work: cancelRun, action: cancelRunAction },
    ({ runId }) => ({ runId }),
  ),
  ...(["member", "admin", "owner"] as const).map((role) =>
    operation(
      `invite somebody as ${role}`,
      role === "owner" ? owners : caretakers,
      "member.invite",
      { work: inviteMember, action: inviteMemberAction },
      () => ({ email: `${randomUUID()}@example.test`, role }),
    ),
  ),
  operation(
    "withdraw a member's invitation",
    caretakers,
    "member.invite",
    { work: withdrawInvitation, action: withdrawInvitationAction },
    ({ memberInvitationId }) => ({ invitationId: memberInvitationId }),
  ),
  operation(
    "withdraw an owner's invitation",
    owners,
    "member.invite",
    { work: withdrawInvitation, action: withdrawInvitationAction },
    ({ ownerInvitationId }) => ({ invitationId: ownerInvitationId }),
  ),
  operation(
    "make a member an admin",
    caretakers,
    "member.update",
    { work: updateMember, action: updateMemberAction },
    ({ otherMember }) => ({ userId: otherMember.userId, from: "member", to: "admin" }) as const,
  ),
  operation(
    "make a member an owner",
    owners,
    "member.update",
    { work: updateMember, action: updateMemberAction },
    ({ otherMember }) => ({ userId: otherMember.userId, from: "member", to: "owner" }) as const,
  ),
  operation(
    "demote an owner",
    owners,
    "member.update",
    { work: updateMember, action: updateMemberAction },
    ({ secondOwner }) => ({ userId: secondOwner.userId, from: "owner", to: "member" }) as const,
  ),
  operation(
    "remove a member",
    caretakers,
    "member.remove",
    { work: removeMember, action: removeMemberAction },
    ({ otherMember }) => ({ userId: otherMember.userId }),
  ),
  operation(
    "remove an owner",
    owners,
    "member.remove",
    { work: removeMember, action: removeMemberAction },
    ({ secondOwner }) => ({ userId: secondOwner.userId }),
  ),
  operation(
    "leave the workspace",
    everybody,
    "member.leave",
    { work: (ctx) => leaveWorkspace(ctx), action: leaveWorkspaceAction },
    () => ({}),
  ),
];

/** Functions of the table that stand behind a wrapper in it. */
export const wrapped: readonly unknown[] = [leaveWorkspace];
