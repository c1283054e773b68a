/** What a person is in a workspace. An owner may do all that an admin may, an admin all that a member may. */
export type Role = "owner" | "admin" | "member";

/** Everything that a role can allow. The words are also the audit log's kinds of denied attempts. */
export type Permission =
  | "secret.create"
  | "secret.update"
  | "secret.delete"
  | "action.create"
  | "action.update"
  | "action.delete"
  | "action.delete_any"
  | "action.run"
  | "run.cancel"
  | "member.invite"
  | "member.update"
  | "member.remove"
  | "member.leave"
  | "audit.read"
  | "workspace.update";

const everybody: readonly Role[] = ["owner", "admin", "member"];
const caretakers: readonly Role[] = ["owner", "admin"];

/** The one table of rights. Reading names and descriptions needs no entry: membership itself is that right. */
const allowed: Readonly<Record<Permission, readonly Role[]>> = {
  "secret.create": caretakers,
  "secret.update": caretakers,
  "secret.delete": caretakers,
  "action.create": everybody,
  "action.update": everybody,
  "action.delete": everybody, // one's own; somebody else's needs action.delete_any
  "action.delete_any": caretakers,
  "action.run": everybody,
  "run.cancel": everybody,
  "member.invite": caretakers,
  "member.update": caretakers, // an admin never makes or changes an owner: see lib/members
  "member.remove": caretakers,
  "member.leave": everybody,
  "audit.read": caretakers,
  "workspace.update": caretakers,
};

/** Whether `role` has `permission`. */
export function hasPermission(role: Role, permission: Permission): boolean {
  return allowed[permission].includes(role);
}

/** Whether somebody with `role` may give, change or take away `concerned`: owners are for owners only. */
export function mayManageRole(role: Role, concerned: Role): boolean {
  return role === "owner" || (role === "admin" && concerned !== "owner");
}

/** The roles that somebody with `role` may give, lowest first. */
export function grantableRoles(role: Role): readonly Role[] {
  return (["member", "admin", "owner"] as const).filter((each) => mayManageRole(role, each));
}
