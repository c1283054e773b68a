import type { Role } from "#lib/auth/permissions.ts";

/** A role as a name, as somebody, and as what it allows. */
export const roleNames: Readonly<
  Record<Role, { readonly name: string; readonly one: string; readonly allows: string }>
> = {
  member: { name: "Member", one: "a member", allows: "Builds and runs actions; sees names of secrets" },
  admin: {
    name: "Admin",
    one: "an admin",
    allows: "Also creates, updates and deletes secrets, and invites people",
  },
  owner: { name: "Owner", one: "an owner", allows: "Also makes and changes owners" },
};
