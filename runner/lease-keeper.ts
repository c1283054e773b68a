// Invariant: an action never goes on longer than its lease. A runner that could not renew for half the lease stops what it runs, well before
// another one may declare it lost.
import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database } from "#db/connect.ts";
import { runs } from "#db/schema/index.ts";
import { LEASE_SECONDS, leaseEnd } from "#runner/own-run.ts";

/** How often leases are renewed and lost runs are looked for, in milliseconds. */
const TICK_MS = 5000;
const GIVE_UP_MS = (LEASE_SECONDS * 1000) / 2;

/** What became of the runs that were asked about. */
export interface LeaseNews {
  readonly lost: readonly string[];
  readonly cancelled: readonly string[];
}

/** Renews the leases of these runs. Those that are no longer this runner's are told as lost. */
export async function renewLeases(
  db: Database,
  runnerId: string,
  runIds: readonly string[],
): Promise<LeaseNews> {
  if (runIds.length === 0) return { lost: [], cancelled: [] };
  const kept = await db
    .update(runs)
    .set({ leaseExpiresAt: leaseEnd })
    .where(
      and(
        inArray(runs.id, runIds),
        eq(runs.runnerId, runnerId),
        eq(runs.status, "running"),
        gt(runs.leaseExpiresAt, sql`now()`),
      ),
    )
    .returning({ id: runs.id, cancelRequestedAt: runs.cancelRequestedAt });
  const ids = new Set(kept.map((run) => run.id));
  return {
    lost: runIds.filter((id) => !ids.has(id)),
    cancelled: kept.filter((run) => run.cancelRequestedAt !== null).map((run) => run.id),
  };
}

/** What the keeper needs. */
export interface LeaseKeeperOptions {
  /** One round of work with the database: renewing, reporting, sweeping. */
  readonly tick: () => Promise<void>;
  /** Called when no round has succeeded for half a lease: everything that runs must stop. */
  readonly onOutOfTouch: () => void;
  readonly log: Logger;
}

/** Calls `tick` now and every five seconds, and watches from beside it that it succeeds. Returns the way to end that. */
export function keepLeases({ tick, onOutOfTouch, log }: LeaseKeeperOptions): () => void {
  let lastGood = performance.now();
  let busy = false;
  const beat = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const begun = performance.now();
    try {
      await tick();
      lastGood = begun;
    } catch (err) {
      log.error({ err }, "the database did not take this runner's heartbeat");
    } finally {
      busy = false;
    }
  };
  void beat();
  const beats = setInterval(() => void beat(), TICK_MS);
  const watch = setInterval(() => {
    if (performance.now() - lastGood > GIVE_UP_MS) onOutOfTouch();
  }, 1000);
  return () => {
    clearInterval(beats);
    clearInterval(watch);
  };
}
