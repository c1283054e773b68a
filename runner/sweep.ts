// What every runner does for all: a run whose runner is gone is told as lost and never repeated; a queued run whose job is gone gets another.
import { and, eq, lt, sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { QUEUE_SCHEMA, RUN_QUEUE } from "#db/queue.ts";
import { runs } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import { statusAfter } from "#lib/runs/state.ts";

const LOST_MESSAGE =
  "The runner was lost while this ran. What the action did until then was not undone; it was not run again.";
/** A job this old should long have been seen by a runner, or still be in the queue. */
const ORPHAN_SECONDS = 10;

/** Ends the runs whose lease is over, and returns how many there were. */
export function failLostRuns(db: Database, runnerId: string): Promise<number> {
  return db.transaction(async (tx) => {
    const lost = await tx
      .update(runs)
      .set({
        status: statusAfter("runner_lost"),
        exitReason: "runner_lost",
        errorMessage: LOST_MESSAGE,
        logBytes: sql`(select coalesce(sum(octet_length(content)), 0) from run_log_chunks where run_id = runs.id)`,
        finishedAt: sql`now()`,
        leaseExpiresAt: null,
      })
      .where(and(eq(runs.status, "running"), lt(runs.leaseExpiresAt, sql`now()`)))
      .returning({
        id: runs.id,
        workspaceId: runs.workspaceId,
        actionId: runs.actionId,
        actionName: runs.actionName,
      });
    for (const run of lost) {
      await recordAuditEvent(tx, {
        workspaceId: run.workspaceId,
        actor: { type: "runner", id: runnerId, name: "Runner" },
        kind: "run.finish",
        outcome: "failure",
        target: { type: "run", id: run.id, name: run.actionName },
        details: { actionId: run.actionId, reason: "runner_lost" },
      });
    }
    return lost.length;
  });
}

/**
 * The queued runs that no job will bring to a runner: one fetched the job and died before it claimed the run. Giving them another job
 * is safe, since only one claim succeeds.
 */
export async function findOrphanedRuns(db: Database): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select id from ${runs}
    where status = 'queued' and cancel_requested_at is null
      and queued_at < now() - make_interval(secs => ${ORPHAN_SECONDS})
      and not exists (
        select 1 from ${sql.identifier(QUEUE_SCHEMA)}.job
        where name = ${RUN_QUEUE} and state in ('created', 'retry') and data ->> 'runId' = ${runs.id}
      )
    limit 100`);
  return rows.map((row) => row.id);
}
