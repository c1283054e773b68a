import type { DatabaseOrTransaction } from "#db/connect.ts";
import type { SignedIn } from "#lib/auth/session.ts";

/** Somebody who is signed in, whatever the workspace, with the database. What concerns one's own account takes it first. */
export interface PersonContext extends SignedIn {
  readonly db: DatabaseOrTransaction;
}
