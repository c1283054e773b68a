import { z } from "zod";
import { checkNewPassword, emailField, personName } from "#lib/account/schema.ts";
import { idField } from "#lib/id-field.ts";

const role = z.enum(["owner", "admin", "member"], "Choose a role.");

export const inviteMemberSchema = z.strictObject({ email: emailField, role });
export const withdrawInvitationSchema = z.strictObject({ invitationId: idField });
/** `from` is the role that the page showed, so that a change made meanwhile by somebody else is noticed. */
export const updateMemberSchema = z.strictObject({ userId: idField, from: role, to: role });
export const removeMemberSchema = z.strictObject({ userId: idField });
export const leaveWorkspaceSchema = z.strictObject({});

const token = z.string().max(200);

/** A signed-in person's form on the invitation page. */
export const acceptInvitationSchema = z.strictObject({ token });
/** A new person's form on the invitation page; the email is the invitation's. */
export const joinSchema = z
  .strictObject({ token, name: personName, password: z.string() })
  .superRefine(checkNewPassword);

export type InviteMemberInput = z.output<typeof inviteMemberSchema>;
export type UpdateMemberInput = z.output<typeof updateMemberSchema>;
export type JoinInput = z.output<typeof joinSchema>;
