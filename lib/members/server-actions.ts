"use server";
import { signInBrowser } from "#lib/auth/browser-session.ts";
import { requireAttempt } from "#lib/auth/require-attempt.ts";
import { acceptInvitation, joinAsNewPerson } from "#lib/members/accept-invitation.ts";
import { inviteMember, withdrawInvitation } from "#lib/members/invitations.ts";
import { leaveWorkspace, removeMember, updateMember } from "#lib/members/mutations.ts";
import {
  acceptInvitationSchema,
  inviteMemberSchema,
  joinSchema,
  leaveWorkspaceSchema,
  removeMemberSchema,
  updateMemberSchema,
  withdrawInvitationSchema,
} from "#lib/members/schema.ts";
import { webDatabase } from "#lib/server/database.ts";
import { personForm, publicForm } from "#lib/server/form-action.ts";
import { workspaceAction } from "#lib/server/workspace-action.ts";

/** Makes an invitation link; see inviteMember. */
export const inviteMemberAction = workspaceAction(inviteMemberSchema, inviteMember);

/** Makes an invitation link dead; see withdrawInvitation. */
export const withdrawInvitationAction = workspaceAction(withdrawInvitationSchema, withdrawInvitation);

/** Changes a role; see updateMember. */
export const updateMemberAction = workspaceAction(updateMemberSchema, updateMember);

/** Takes somebody out; see removeMember. */
export const removeMemberAction = workspaceAction(removeMemberSchema, removeMember);

/** Takes oneself out; see leaveWorkspace. */
export const leaveWorkspaceAction = workspaceAction(leaveWorkspaceSchema, leaveWorkspace);

/** The invitation page's button for somebody who is signed in. */
export const acceptInvitationAction = personForm(
  acceptInvitationSchema,
  async (person, { token }, origin) => {
    await requireAttempt("join", origin);
    const { slug } = await acceptInvitation({ ...person, db: webDatabase() }, token);
    return { redirectTo: `/w/${slug}/secrets` };
  },
);

/** The invitation page's form for a new person; leads, signed in, into the workspace. */
export const joinAction = publicForm(joinSchema, async (input, origin) => {
  await requireAttempt("join", origin);
  const { slug, email } = await joinAsNewPerson(webDatabase(), input);
  const signedIn = await signInBrowser({ email, password: input.password });
  return { redirectTo: signedIn ? `/w/${slug}/secrets` : "/sign-in" };
});
