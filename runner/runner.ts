// The runner's parts, put together: jobs in, sandboxes, leases, the sweep, cancels, and an orderly end.
import type { Logger } from "pino";
import type { Connection } from "#db/connect.ts";
import { newId } from "#lib/ids.ts";
import { type ActiveRun, createActiveRuns } from "#runner/active-runs.ts";
import { compileInSandbox, findUncheckedCode, storeVerdict } from "#runner/check-syntax.ts";
import type { EgressClient } from "#runner/egress-client.ts";
import { CODE_FILENAME } from "#runner/execute.ts";
import { takeJobs } from "#runner/jobs.ts";
import type { OpeningRing } from "#runner/keys/opening-ring.ts";
import { keepLeases, renewLeases } from "#runner/lease-keeper.ts";
import { registerRunner, reportRunner, unregisterRunner } from "#runner/registry.ts";
import { type JobContext, runJob } from "#runner/run-job.ts";
import { createSandboxSupply, type SupplyOptions } from "#runner/sandbox-supply.ts";
import type { SandboxLimits } from "#runner/sandbox/types.ts";
import { failLostRuns, findOrphanedRuns } from "#runner/sweep.ts";

/** What a runner is made of. */
export interface RunnerOptions {
  readonly connection: Connection;
  readonly databaseUrl: string;
  readonly ring: OpeningRing;
  readonly egress: EgressClient;
  readonly launch: SupplyOptions["launch"];
  readonly checkSandbox: SupplyOptions["check"];
  readonly limits: SandboxLimits;
  readonly capacity: number;
  readonly poolSize: number;
  readonly log: Logger;
}

/** A runner at work. */
export interface Runner {
  readonly id: string;
  /**
   * Takes no more runs, lets those that go on finish for `seconds`, then stops them, and resolves when everything of it has ended.
   * Aborting `hurry` skips the waiting.
   */
  readonly drain: (seconds: number, hurry: AbortSignal) => Promise<void>;
}

/** How long the ends of stopped runs may take to be stored. */
const LAST_WRITES_MS = 1500;

function waitAtMost(work: Promise<unknown>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal?.aborted === true) done();
    signal?.addEventListener("abort", done, { once: true });
    void work.then(done, done);
  });
}

/** Starts a runner on an existing database. Rejects, with nothing left running, when the database or the queue can't be used. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { connection, egress, capacity, log } = options;
  const { db, sql } = connection;
  const id = newId();
  const active = createActiveRuns();
  const lastChance = new AbortController();
  let draining = false;

  await registerRunner(db, id, capacity);
  const report = (sandboxProblem: string | null): Promise<void> =>
    reportRunner(db, id, { running: active.count(), sandboxProblem });
  const supply = await createSandboxSupply({
    size: options.poolSize,
    egress,
    launch: options.launch,
    check: options.checkSandbox,
    onProblem: (problem) => {
      report(problem).catch((err: unknown) => {
        log.error({ err }, "the sandbox's state could not be reported");
      });
    },
    log,
  });
  const context: JobContext = { ...options, db, runnerId: id, supply, signal: lastChance.signal };

  async function carryOut(runId: string, run: ActiveRun): Promise<void> {
    try {
      await runJob(context, runId, run);
    } catch (err) {
      log.error({ err, runId }, "a run failed on its way");
    } finally {
      active.remove(runId);
    }
  }

  // Resolves when there is room for another run, so that a full runner leaves the queue to others.
  async function onRun(runId: string): Promise<void> {
    if (draining) return jobs.requeue([runId]);
    const run = active.add(runId);
    if (run === null) return;
    void carryOut(runId, run);
    await active.below(capacity);
  }

  async function onSyntaxCheck(actionVersionId: string): Promise<void> {
    const code = await findUncheckedCode(db, actionVersionId);
    if (code === null) return;
    const sandbox = await supply.take();
    const verdict = await compileInSandbox(sandbox, code, CODE_FILENAME);
    await storeVerdict(db, actionVersionId, verdict);
    await egress.close(sandbox.id);
    supply.refill();
  }

  async function tick(): Promise<void> {
    const { lost, cancelled } = await renewLeases(db, id, active.claimedIds());
    for (const runId of lost) active.stop(runId, "lease_lost");
    for (const runId of cancelled) active.stop(runId, "cancelled");
    await report(supply.problem());
    if ((await failLostRuns(db, id)) > 0) log.warn("runs of a lost runner were ended");
    const orphans = await findOrphanedRuns(db);
    if (orphans.length > 0) await jobs.requeue(orphans);
  }

  const unsubscribe = [egress.onContact(active.noteContact), egress.onLost(active.noteEgressLost)];
  const jobs = await takeJobs({ url: options.databaseUrl, onRun, onSyntaxCheck, log });
  const cancels = await sql.listen("tacit_cancel", (runId) => {
    active.stop(runId, "cancelled");
  });
  const release = keepLeases({
    tick,
    onOutOfTouch: () => {
      active.stopAll("lease_lost");
    },
    log,
  });

  return {
    id,
    async drain(seconds, hurry) {
      draining = true;
      await jobs.stopTaking();
      await waitAtMost(active.below(1), seconds * 1000, hurry);
      active.stopAll("runner_stopped");
      const closing = supply.close();
      await waitAtMost(Promise.all([active.below(1), closing]), LAST_WRITES_MS);
      lastChance.abort();
      release();
      for (const off of unsubscribe) off();
      await waitAtMost(
        Promise.all([jobs.stop(), unregisterRunner(db, id), cancels.unlisten()]),
        LAST_WRITES_MS,
      );
      await egress.end();
    },
  };
}
