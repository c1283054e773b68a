"use server";
import { cancelRun, startRun } from "#lib/runs/mutations.ts";
import { cancelRunSchema, startRunSchema } from "#lib/runs/schema.ts";
import { workspaceAction } from "#lib/server/workspace-action.ts";

/** Queues a run; see startRun. */
export const startRunAction = workspaceAction(startRunSchema, startRun);

/** Cancels a run; see cancelRun. */
export const cancelRunAction = workspaceAction(cancelRunSchema, cancelRun);
