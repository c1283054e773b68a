import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { actions, runs } from "#db/schema/index.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import type { RunStatus } from "#lib/runs/state.ts";
import type { LastRun } from "#lib/runs/types.ts";

/** The newest run of the `actions` row beside it: to be joined laterally, so that the index by action serves it. */
export function newestRun(ctx: WorkspaceContext) {
  return ctx.db
    .select({ runId: runs.id, status: runs.status, queuedAt: runs.queuedAt })
    .from(runs)
    .where(and(eq(runs.workspaceId, ctx.workspaceId), eq(runs.actionId, actions.id)))
    .orderBy(desc(runs.id))
    .limit(1)
    .as("last_run");
}

/** What the join gave, or null for an action that never ran. */
export function toLastRun(
  joined: { runId: string; status: RunStatus; queuedAt: Date } | null,
): LastRun | null {
  return joined === null ? null : { id: joined.runId, status: joined.status, queuedAt: joined.queuedAt };
}
