// Invariant: whoever writes for a run asks for this in the same statement or transaction. A runner that lost a run can't touch it any more.
import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import { runs } from "#db/schema/index.ts";

/** For how long a run is believed to be in good hands after its runner last said so. */
export const LEASE_SECONDS = 30;

/** A run and the runner process that claims to hold it. */
export interface OwnRun {
  readonly runId: string;
  readonly runnerId: string;
}

/** When a lease that is given or renewed now ends, by the database's clock, which is the only one that counts. */
export const leaseEnd = sql`now() + make_interval(secs => ${LEASE_SECONDS})`;

/** The condition that the run is running, held by this runner, and its lease not over. */
export function isOwn(own: OwnRun): SQL | undefined {
  return and(
    eq(runs.id, own.runId),
    eq(runs.runnerId, own.runnerId),
    eq(runs.status, "running"),
    gt(runs.leaseExpiresAt, sql`now()`),
  );
}
