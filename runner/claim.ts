// Invariant: a run starts at most once. One conditional UPDATE gives it to one runner; every other job for it finds nothing to do.
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { actionVersions, runs, workspaces } from "#db/schema/index.ts";
import { statusesBefore } from "#lib/runs/state.ts";
import { leaseEnd, type OwnRun } from "#runner/own-run.ts";

/** The code that a run executes, and what it may read. */
export interface RunCode {
  readonly code: string;
  readonly workspaceName: string;
  /** The names of secrets that this version of the action references or has selected. */
  readonly allowedSecrets: ReadonlySet<string>;
}

/** A run that this runner holds from now on. */
export interface ClaimedRun {
  readonly id: string;
  readonly workspaceId: string;
  readonly actionId: string;
  readonly actionName: string;
  readonly cancelRequested: boolean;
  /** Null when the action was deleted after the run was queued. */
  readonly code: RunCode | null;
}

async function findCode(db: Database, runId: string): Promise<RunCode | null> {
  const [row] = await db
    .select({
      code: actionVersions.code,
      workspaceName: workspaces.name,
      referenced: actionVersions.referencedSecrets,
      selected: actionVersions.selectedSecrets,
    })
    .from(runs)
    .innerJoin(
      actionVersions,
      and(eq(actionVersions.id, runs.actionVersionId), eq(actionVersions.workspaceId, runs.workspaceId)),
    )
    .innerJoin(workspaces, eq(workspaces.id, runs.workspaceId))
    .where(eq(runs.id, runId));
  if (row === undefined) return null;
  return {
    code: row.code,
    workspaceName: row.workspaceName,
    allowedSecrets: new Set([...row.referenced, ...row.selected]),
  };
}

/** Takes a queued run for this runner and starts its lease. Null when it isn't queued any more, or never was. */
export async function claimRun(db: Database, own: OwnRun): Promise<ClaimedRun | null> {
  // Saved versions never change, so their code may be read beside the claim instead of after it.
  const [[row], code] = await Promise.all([
    db
      .update(runs)
      .set({
        status: "running",
        runnerId: own.runnerId,
        startedAt: sql`now()`,
        leaseExpiresAt: leaseEnd,
      })
      .where(and(eq(runs.id, own.runId), inArray(runs.status, statusesBefore("running"))))
      .returning({
        id: runs.id,
        workspaceId: runs.workspaceId,
        actionId: runs.actionId,
        actionName: runs.actionName,
        cancelRequestedAt: runs.cancelRequestedAt,
      }),
    findCode(db, own.runId),
  ]);
  if (row === undefined) return null;
  const { cancelRequestedAt, ...run } = row;
  return { ...run, cancelRequested: cancelRequestedAt !== null, code };
}
