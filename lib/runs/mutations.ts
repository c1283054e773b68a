// Invariant: a run's row and its job in the queue are written in one transaction; a finished run never changes again.
import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { actions, actionVersions, runs } from "#db/schema/index.ts";
import { recordByMember } from "#lib/audit/by-member.ts";
import { requirePermission, type WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { readRunnerState } from "#lib/runs/queries.ts";
import type { CancelRunInput, StartRunInput } from "#lib/runs/schema.ts";
import { once } from "#lib/server/once.ts";
import { enqueueRun } from "#lib/server/queue.ts";

/** Queues a run of the action as it is saved now. INVALID while Python can't read the code, UNAVAILABLE while nothing can run. */
export async function startRun(ctx: WorkspaceContext, input: StartRunInput): Promise<{ id: string }> {
  requirePermission(ctx, "action.run");
  const outcome = { id: newId() };
  return once(ctx, { key: input.idempotencyKey, operation: "action.run", outcome }, async (tx) => {
    const runner = await readRunnerState(tx.db);
    if (!runner.ok) throw new AppError("UNAVAILABLE", runner.message);
    const [action] = await tx.db
      .select({
        id: actions.id,
        name: actions.name,
        versionId: actionVersions.id,
        version: actionVersions.number,
        syntaxProblem: actionVersions.syntaxProblem,
      })
      .from(actions)
      .innerJoin(
        actionVersions,
        and(eq(actionVersions.actionId, actions.id), eq(actionVersions.number, actions.revision)),
      )
      .where(and(eq(actions.workspaceId, ctx.workspaceId), eq(actions.id, input.actionId)));
    if (action === undefined) throw new AppError("NOT_FOUND", "This action doesn't exist any more.");
    if (action.syntaxProblem !== null) {
      const { line, message } = action.syntaxProblem;
      throw new AppError("INVALID", `Line ${line}: ${message}. Correct it and save, then run again.`, {
        code: message,
      });
    }
    await tx.db.insert(runs).values({
      id: outcome.id,
      workspaceId: ctx.workspaceId,
      actionId: action.id,
      actionName: action.name,
      actionVersionId: action.versionId,
      actionVersion: action.version,
      status: "queued",
      trigger: "manual",
      startedBy: ctx.userId,
      startedByName: ctx.userName,
      idempotencyKey: input.idempotencyKey,
    });
    await enqueueRun(tx.db, outcome.id);
    await recordByMember(tx, "action.run", {
      target: { type: "action", id: action.id, name: action.name },
      details: { run: outcome.id, version: action.version },
    });
  });
}

/** Cancels a run: at once while it is queued, else the runner is told and kills it. A finished run stays as it is. */
export async function cancelRun(ctx: WorkspaceContext, input: CancelRunInput): Promise<{ id: string }> {
  requirePermission(ctx, "run.cancel");
  await ctx.db.transaction(async (transaction) => {
    const [run] = await transaction
      .select({
        id: runs.id,
        status: runs.status,
        actionName: runs.actionName,
        requested: runs.cancelRequestedAt,
      })
      .from(runs)
      .where(and(eq(runs.workspaceId, ctx.workspaceId), eq(runs.id, input.runId)))
      .for("update");
    if (run === undefined) throw new AppError("NOT_FOUND", "There is no such run in this workspace.");
    if (run.requested !== null || (run.status !== "queued" && run.status !== "running")) return;
    const request = { cancelRequestedAt: sql`now()`, cancelRequestedBy: ctx.userId };
    const queued = { status: "cancelled", exitReason: "cancelled", finishedAt: sql`now()` } as const;
    await transaction
      .update(runs)
      .set(run.status === "queued" ? { ...request, ...queued } : request)
      .where(and(eq(runs.workspaceId, ctx.workspaceId), eq(runs.id, run.id)));
    await recordByMember({ ...ctx, db: transaction }, "run.cancel", {
      target: { type: "run", id: run.id, name: run.actionName },
    });
  });
  return { id: input.runId };
}
