// The operations that belong to no workspace, beside rights-table.ts: for somebody who is signed in, or for whoever holds a code or a link.
import {
  changePassword,
  endOtherSession,
  resetPassword,
  signOutEverywhere,
  updateAccount,
} from "#lib/account/mutations.ts";
import {
  changePasswordAction,
  endSessionAction,
  resetPasswordAction,
  signOutEverywhereAction,
  updateAccountAction,
} from "#lib/account/server-actions.ts";
import { signInAction, signOutAction } from "#lib/auth/server-actions.ts";
import { acceptInvitation, joinAsNewPerson } from "#lib/members/accept-invitation.ts";
import { acceptInvitationAction, joinAction } from "#lib/members/server-actions.ts";
import type { FormAction } from "#lib/result.ts";
import { completeSetup } from "#lib/setup/mutations.ts";
import { completeSetupAction } from "#lib/setup/server-actions.ts";
import { createWorkspace } from "#lib/workspaces/mutations.ts";
import { createWorkspaceAction } from "#lib/workspaces/server-actions.ts";

interface FormOperation {
  readonly name: string;
  readonly action: FormAction;
  /** What stands behind it. */
  readonly work: unknown;
  readonly fields: Readonly<Record<string, string>>;
}

/** What somebody has to be signed in for. The fields are such that being signed out is the only thing wrong with them. */
export const personOperations: readonly FormOperation[] = [
  {
    name: "make a workspace",
    action: createWorkspaceAction,
    work: createWorkspace,
    fields: { workspaceName: "Another" },
  },
  {
    name: "change one's name",
    action: updateAccountAction,
    work: updateAccount,
    fields: { name: "New Name" },
  },
  {
    name: "change one's password",
    action: changePasswordAction,
    work: changePassword,
    fields: { currentPassword: "correct horse battery", newPassword: "another horse staple 7" },
  },
  {
    name: "end another session of one's own",
    action: endSessionAction,
    work: endOtherSession,
    fields: { sessionId: "{other session}" },
  },
  { name: "sign out everywhere", action: signOutEverywhereAction, work: signOutEverywhere, fields: {} },
  {
    name: "accept an invitation",
    action: acceptInvitationAction,
    work: acceptInvitation,
    fields: { token: "{token}" },
  },
];

const person = { name: "Eve", password: "a fine passphrase 42" };

/** What needs no session but something that only its holder knows. The fields hold a wrong one. */
export const holderOperations: readonly FormOperation[] = [
  {
    name: "set up Tacit",
    action: completeSetupAction,
    work: completeSetup,
    fields: { ...person, code: "wrong", email: "eve@example.test", workspaceName: "Eve's" },
  },
  {
    name: "join by an invitation",
    action: joinAction,
    work: joinAsNewPerson,
    fields: { ...person, token: "wrong" },
  },
  {
    name: "set a password by a reset link",
    action: resetPasswordAction,
    work: resetPassword,
    fields: { token: "wrong", password: person.password },
  },
];

/** What anybody may: try a password, and end the session that the request itself carries. Their own tests say what comes of it. */
export const openOperations: readonly unknown[] = [signInAction, signOutAction];
