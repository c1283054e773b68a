import type { Role } from "#lib/auth/permissions.ts";

/** Somebody in the workspace, as every member sees them. */
export interface MemberView {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Date;
}

/** An invitation that can still be accepted. */
export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedByName: string;
  readonly expiresAt: Date;
}

/** What the page of an invitation link shows to whoever holds the link. */
export interface ReceivedInvitation {
  readonly workspaceName: string;
  readonly workspaceSlug: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedByName: string;
  /** The email has an account: only who signs in to it may accept. */
  readonly hasAccount: boolean;
}
