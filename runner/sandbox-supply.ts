// Invariant: no sandbox, no run. While this machine can start none, the reason is known and told, and nothing runs in any other way.
import type { Logger } from "pino";
import { AppError } from "#lib/errors.ts";
import type { EgressClient } from "#runner/egress-client.ts";
import { createSandboxPool, type SandboxPool } from "#runner/pool.ts";
import type { Sandbox } from "#runner/sandbox/types.ts";

/** What the supply needs. */
export interface SupplyOptions {
  readonly size: number;
  readonly egress: EgressClient;
  readonly launch: (id: string, egressSocket: string) => Sandbox;
  /** Whether this machine can make sandboxes at all; else why not, and the command that mends it. */
  readonly check: () => Promise<{ ok: true } | { ok: false; problem: string; command: string }>;
  /** Hears when the reason why there are no sandboxes changes. */
  readonly onProblem: (problem: string | null) => void;
  readonly log: Logger;
}

/** Where ready sandboxes come from. */
export interface SandboxSupply {
  /** A ready sandbox. Throws AppError UNAVAILABLE, with a reason for people, when there is none to be had. */
  readonly take: () => Promise<Sandbox>;
  /** Replaces what was taken, when there is time for it. */
  readonly refill: () => void;
  readonly problem: () => string | null;
  readonly close: () => Promise<void>;
}

const RECHECK_MS = 15_000;
/** One failed launch may be bad luck. */
const FAILURES_UNTIL_PROBLEM = 3;

function reasonOf(error: unknown): string {
  return error instanceof AppError ? error.message : "The sandbox could not be started.";
}

/** Checks the machine and, where it can make sandboxes, begins to keep some ready. */
export async function createSandboxSupply(options: SupplyOptions): Promise<SandboxSupply> {
  const { size, egress, launch, log } = options;
  let problem: string | null = null;
  let pool: SandboxPool | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const setProblem = (next: string | null): void => {
    if (next === problem) return;
    problem = next;
    if (next === null) log.info("sandboxes can be started again");
    else log.error({ problem: next }, "no sandbox can be started");
    options.onProblem(next);
  };

  async function check(): Promise<void> {
    const verdict = await options.check();
    if (closed) return;
    if (!verdict.ok) {
      setProblem(`${verdict.problem} To mend it: ${verdict.command}`);
      timer = setTimeout(() => void check(), RECHECK_MS);
      return;
    }
    setProblem(null);
    pool ??= createSandboxPool({
      size,
      egress,
      launch,
      log,
      onFailure: (err, inARow) => {
        log.error({ err, inARow }, "a sandbox could not be started");
        if (inARow >= FAILURES_UNTIL_PROBLEM) setProblem(reasonOf(err));
      },
      onRecovery: () => {
        setProblem(null);
      },
    });
  }
  await check();

  return {
    problem: () => problem,
    refill: () => pool?.refill(),
    async take() {
      if (pool === undefined)
        throw new AppError("UNAVAILABLE", problem ?? "The sandbox could not be started.");
      try {
        return await pool.take();
      } catch {
        // Once more: the gateway may just have been started anew.
        return await pool.take().catch((error: unknown) => {
          throw new AppError("UNAVAILABLE", reasonOf(error));
        });
      }
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await pool?.close();
    },
  };
}
