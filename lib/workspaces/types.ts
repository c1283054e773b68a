import type { Role } from "#lib/auth/permissions.ts";

/** A workspace as its switcher shows it. */
export interface WorkspaceView {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
}
