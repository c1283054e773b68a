// Invariant: a run is finished by the runner that holds it, once, and that is audited; texts arrive here redacted.
import { sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { runs } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import { type ExitReason, statusAfter } from "#lib/runs/state.ts";
import { isOwn, type OwnRun } from "#runner/own-run.ts";

/** How a run ended. All texts are redacted. */
export interface RunOutcome {
  readonly reason: ExitReason;
  /** A sentence for people; null when there is nothing to explain. */
  readonly message: string | null;
  /** The line of the code, from 1. */
  readonly line: number | null;
  /** JSON text. */
  readonly result: string | null;
}

/** Writes how the run ended. False when it was no longer this runner's to finish. */
export function finishRun(
  db: Database,
  own: OwnRun,
  outcome: RunOutcome,
  log: { readonly bytes: number; readonly truncated: boolean },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [run] = await tx
      .update(runs)
      .set({
        status: statusAfter(outcome.reason),
        exitReason: outcome.reason,
        errorMessage: outcome.message,
        errorLine: outcome.line,
        result: outcome.result,
        logBytes: log.bytes,
        logTruncated: log.truncated,
        finishedAt: sql`now()`,
        leaseExpiresAt: null,
      })
      .where(isOwn(own))
      .returning({
        id: runs.id,
        workspaceId: runs.workspaceId,
        actionId: runs.actionId,
        actionName: runs.actionName,
      });
    if (run === undefined) return false;
    await recordAuditEvent(tx, {
      workspaceId: run.workspaceId,
      actor: { type: "runner", id: own.runnerId, name: "Runner" },
      kind: "run.finish",
      outcome: outcome.reason === "completed" ? "success" : "failure",
      target: { type: "run", id: run.id, name: run.actionName },
      details: { actionId: run.actionId, reason: outcome.reason },
    });
    return true;
  });
}
