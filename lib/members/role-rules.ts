import type { Role } from "#lib/auth/permissions.ts";

/** Whether somebody with `role` may give, change or take away `concerned`: owners are for owners only. */
export function mayManageRole(role: Role, concerned: Role): boolean {
  return role === "owner" || (role === "admin" && concerned !== "owner");
}

/** The roles that somebody with `role` may give, lowest first. */
export function grantableRoles(role: Role): readonly Role[] {
  return (["member", "admin", "owner"] as const).filter((each) => mayManageRole(role, each));
}
