// Invariant: an invitation is alive only while all of this holds. Both the list and the acceptance ask here.
import { and, eq, inArray, or, sql, type SQL } from "drizzle-orm";
import { invitations, memberships } from "#db/schema/index.ts";

/** Not used, not withdrawn, not past its seven days. */
export const isOpen: SQL = sql`${invitations.acceptedAt} is null and ${invitations.revokedAt} is null and ${invitations.expiresAt} > now()`;

/** Joins the inviter's membership as it is now; without it, or with less than the invitation gives, the invitation is dead. */
export const inviterStillMay = and(
  eq(memberships.workspaceId, invitations.workspaceId),
  eq(memberships.userId, invitations.invitedBy),
  or(
    eq(memberships.role, "owner"),
    and(eq(memberships.role, "admin"), inArray(invitations.role, ["admin", "member"])),
  ),
);
