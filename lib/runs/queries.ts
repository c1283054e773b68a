import "server-only";
import { and, asc, desc, eq, gt, isNull, lt } from "drizzle-orm";
import { actions, runLogChunks, runners, runs, runSecretReads } from "#db/schema/index.ts";
import type { DatabaseOrTransaction } from "#db/connect.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import type { ExitReason } from "#lib/runs/state.ts";
import type { LogChunk, RunDetail, RunPage, RunnerState } from "#lib/runs/types.ts";

const PAGE_SIZE = 50;
/** A runner that has not been heard of for this long is not there. */
const HEARTBEAT_PATIENCE_MS = 20_000;

const listColumns = {
  id: runs.id,
  actionId: runs.actionId,
  actionName: runs.actionName,
  status: runs.status,
  startedByName: runs.startedByName,
  queuedAt: runs.queuedAt,
  startedAt: runs.startedAt,
  finishedAt: runs.finishedAt,
} as const;

/** One page of runs, newest first, of one action or of all, before `cursor` (an id). */
export async function listRuns(
  ctx: WorkspaceContext,
  options: { readonly actionId: string | null; readonly cursor: string | null; readonly limit?: number },
): Promise<RunPage> {
  const limit = options.limit ?? PAGE_SIZE;
  const rows = await ctx.db
    .select(listColumns)
    .from(runs)
    .where(
      and(
        eq(runs.workspaceId, ctx.workspaceId),
        options.actionId === null ? undefined : eq(runs.actionId, options.actionId),
        options.cursor === null ? undefined : lt(runs.id, options.cursor),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** One run, with the secrets that it read. NOT_FOUND when this workspace has none with that id. */
export async function getRun(ctx: WorkspaceContext, runId: string): Promise<RunDetail> {
  const [row] = await ctx.db
    .select({
      ...listColumns,
      existingAction: actions.id,
      actionVersion: runs.actionVersion,
      exitReason: runs.exitReason,
      errorMessage: runs.errorMessage,
      errorLine: runs.errorLine,
      result: runs.result,
      logTruncated: runs.logTruncated,
      cancelRequestedAt: runs.cancelRequestedAt,
    })
    .from(runs)
    .leftJoin(actions, eq(actions.id, runs.actionId))
    .where(and(eq(runs.workspaceId, ctx.workspaceId), eq(runs.id, runId)));
  if (row === undefined) throw new AppError("NOT_FOUND", "There is no such run in this workspace.");
  const reads = await ctx.db
    .select({
      secretName: runSecretReads.secretName,
      version: runSecretReads.version,
      readAt: runSecretReads.readAt,
    })
    .from(runSecretReads)
    .where(and(eq(runSecretReads.workspaceId, ctx.workspaceId), eq(runSecretReads.runId, runId)))
    .orderBy(asc(runSecretReads.readAt), asc(runSecretReads.secretName));
  const { existingAction, cancelRequestedAt, exitReason, ...run } = row;
  return {
    ...run,
    exitReason: exitReason as ExitReason | null,
    actionExists: existingAction !== null,
    cancelRequested: cancelRequestedAt !== null,
    reads,
  };
}

/** The pieces of a run's log after `afterSeq`, at most `limit` of them. */
export async function listLogChunks(
  ctx: WorkspaceContext,
  runId: string,
  afterSeq: number,
  limit: number,
): Promise<LogChunk[]> {
  return ctx.db
    .select({
      seq: runLogChunks.seq,
      stream: runLogChunks.stream,
      content: runLogChunks.content,
      at: runLogChunks.at,
    })
    .from(runLogChunks)
    .where(
      and(
        eq(runLogChunks.workspaceId, ctx.workspaceId),
        eq(runLogChunks.runId, runId),
        gt(runLogChunks.seq, afterSeq),
      ),
    )
    .orderBy(asc(runLogChunks.seq))
    .limit(limit);
}

/** Whether a runner is there that can start a sandbox; if not, the reason in words for people. */
export async function readRunnerState(db: DatabaseOrTransaction): Promise<RunnerState> {
  const alive = await db
    .select({ problem: runners.sandboxProblem })
    .from(runners)
    .where(
      and(
        isNull(runners.stoppedAt),
        gt(runners.lastHeartbeatAt, new Date(Date.now() - HEARTBEAT_PATIENCE_MS)),
      ),
    );
  if (alive.some((runner) => runner.problem === null)) return { ok: true };
  const problem = alive.find((runner) => runner.problem !== null)?.problem ?? null;
  if (problem !== null) return { ok: false, reason: "no sandbox", message: problem };
  const message = "No runner is there to run actions. Secrets work as usual; tell whoever operates Tacit.";
  return { ok: false, reason: "absent", message };
}
