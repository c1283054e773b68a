// One job of the queue: claim, sandbox, execution. Whatever goes wrong on the way ends the run with a reason; it never runs twice.
import type { Logger } from "pino";
import type { Database } from "#db/connect.ts";
import { AppError } from "#lib/errors.ts";
import type { ExitReason } from "#lib/runs/state.ts";
import type { ActiveRun } from "#runner/active-runs.ts";
import { type ClaimedRun, claimRun } from "#runner/claim.ts";
import type { EgressClient } from "#runner/egress-client.ts";
import { execute } from "#runner/execute.ts";
import { finishRun } from "#runner/finish.ts";
import { openSecret } from "#runner/open.ts";
import type { OpeningRing } from "#runner/keys/opening-ring.ts";
import { persist } from "#runner/persist.ts";
import type { SandboxSupply } from "#runner/sandbox-supply.ts";
import type { Sandbox, SandboxLimits } from "#runner/sandbox/types.ts";

/** What every job needs. */
export interface JobContext {
  readonly db: Database;
  readonly runnerId: string;
  readonly ring: OpeningRing;
  readonly egress: EgressClient;
  readonly supply: SandboxSupply;
  readonly limits: SandboxLimits;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

async function end(
  context: JobContext,
  run: ClaimedRun,
  reason: ExitReason,
  message: string | null,
): Promise<void> {
  const own = { runId: run.id, runnerId: context.runnerId };
  const outcome = { reason, message, line: null, result: null };
  await persist(() => finishRun(context.db, own, outcome, { bytes: 0, truncated: false }), context.signal);
  context.log.info({ runId: run.id, reason }, "a run ended before it began");
}

/** A sandbox with its way out opened under the run's policy. */
async function prepareSandbox({ supply, egress }: JobContext): Promise<Sandbox> {
  const sandbox = await supply.take();
  try {
    await egress.assign(sandbox.id, { hosts: "public" });
    return sandbox;
  } catch (error) {
    sandbox.kill("killed");
    void egress.close(sandbox.id);
    throw error;
  }
}

/** Brings one queued run to its end. Resolves when that is stored. */
export async function runJob(context: JobContext, runId: string, active: ActiveRun): Promise<void> {
  const { db, runnerId, ring, egress, supply, limits, log, signal } = context;
  const own = { runId, runnerId };
  const run = await claimRun(db, own);
  if (run === null) return;
  active.claimed();
  if (run.cancelRequested || active.stopCause() === "cancelled") return end(context, run, "cancelled", null);
  if (run.code === null)
    return end(context, run, "cancelled", "The action was deleted before its run began.");
  const problem = supply.problem();
  if (problem !== null) return end(context, run, "sandbox_unavailable", problem);
  let sandbox: Sandbox;
  try {
    sandbox = await prepareSandbox(context);
  } catch (error) {
    const why = error instanceof AppError ? error.message : "The sandbox could not be started.";
    return end(context, run, "sandbox_unavailable", why);
  }
  const execution = execute({
    db,
    own,
    run,
    code: run.code,
    sandbox,
    limits,
    open: (sealed) => openSecret(ring, sealed, sealed.envelope),
    closeEgress: () => egress.close(sandbox.id),
    log,
    signal,
  });
  active.begin(sandbox.id, execution);
  await execution.done;
  supply.refill();
}
