import type { ReactNode } from "react";

/** What the frame around every signed-in page shows; it fetches nothing itself. */
export interface ShellProps {
  /** The workspace that the page belongs to; null on pages of the person (account, a new workspace). */
  readonly workspace: {
    readonly name: string;
    readonly slug: string;
    readonly role: "owner" | "admin" | "member";
  } | null;
  /** Every workspace that the person is a member of. */
  readonly workspaces: readonly { readonly name: string; readonly slug: string }[];
  readonly person: { readonly name: string; readonly email: string };
  /** A server action that ends the session and leads away. */
  readonly onSignOut: () => Promise<void>;
  readonly children: ReactNode;
}
