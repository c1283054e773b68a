// Invariant: a sandbox is used once. What comes out of here was never used, is ready, and has a way out of its own.
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { AppError } from "#lib/errors.ts";
import type { EgressClient } from "#runner/egress-client.ts";
import type { Sandbox } from "#runner/sandbox/types.ts";

/** What the pool needs. */
export interface PoolOptions {
  /** How many sandboxes wait ready. */
  readonly size: number;
  readonly egress: Pick<EgressClient, "open" | "close" | "onLost" | "onReconnected">;
  readonly launch: (id: string, egressSocket: string) => Sandbox;
  /** Hears after a failed launch, with how many failed in a row. */
  readonly onFailure: (error: unknown, inARow: number) => void;
  /** Hears of the first launch that went well after a failed one. */
  readonly onRecovery: () => void;
  readonly log: Logger;
}

/** Sandboxes with Python waiting, so that a run starts at once. */
export interface SandboxPool {
  /** A ready sandbox: a waiting one, or a new one when none waits. Rejects when none can be launched. */
  readonly take: () => Promise<Sandbox>;
  /** Replaces what was taken; called when there is time for it. */
  readonly refill: () => void;
  /** Kills what waits, for good. Resolves when no process of it is left. */
  readonly close: () => Promise<void>;
}

const MAX_AGE_MS = 15 * 60 * 1000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Opens the pool and begins to fill it. */
export function createSandboxPool(options: PoolOptions): SandboxPool {
  const { size, egress, launch, log } = options;
  const waiting = new Map<string, { sandbox: Sandbox; expires: number }>();
  const alive = new Map<string, Sandbox>();
  let filling = 0;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function start(id: string): Promise<Sandbox> {
    const sandbox = launch(id, await egress.open(id));
    alive.set(id, sandbox);
    void sandbox.ended.then(() => {
      alive.delete(id);
      if (!waiting.delete(id)) return;
      // It died while it waited: not a reason to hurry.
      void egress.close(id);
      refillLater(FIRST_PAUSE_MS);
    });
    try {
      await sandbox.ready;
      return sandbox;
    } catch {
      sandbox.kill("setup");
      const { setupError = "it ended before it was ready" } = await sandbox.ended;
      throw new AppError("UNAVAILABLE", `The sandbox could not be started: ${setupError}`);
    }
  }

  async function prepare(): Promise<Sandbox> {
    const id = randomUUID();
    try {
      const sandbox = await start(id);
      if (failures > 0) options.onRecovery();
      failures = 0;
      return sandbox;
    } catch (error) {
      void egress.close(id);
      if (closed) throw error;
      failures += 1;
      options.onFailure(error, failures);
      throw error;
    }
  }

  function refillLater(pause: number): void {
    if (closed) return;
    retry ??= setTimeout(() => {
      retry = undefined;
      refill();
    }, pause);
  }

  function discard(sandbox: Sandbox): void {
    waiting.delete(sandbox.id);
    sandbox.kill("killed");
    void egress.close(sandbox.id);
  }

  async function fillOne(): Promise<void> {
    filling += 1;
    try {
      const sandbox = await prepare();
      if (closed) discard(sandbox);
      else waiting.set(sandbox.id, { sandbox, expires: performance.now() + MAX_AGE_MS });
    } catch {
      refillLater(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS));
    } finally {
      filling -= 1;
    }
  }

  function refill(): void {
    if (closed || retry !== undefined) return;
    for (const { sandbox, expires } of waiting.values()) if (expires < performance.now()) discard(sandbox);
    while (waiting.size + filling < size) void fillOne();
  }

  // A sandbox whose way out broke can't get another one.
  const unsubscribe = [
    egress.onLost((ids) => {
      for (const id of ids) {
        const lost = waiting.get(id);
        if (lost !== undefined) discard(lost.sandbox);
      }
    }),
    egress.onReconnected(() => {
      clearTimeout(retry);
      retry = undefined;
      refill();
    }),
  ];
  const ageing = setInterval(refill, 60_000);
  refill();

  return {
    refill,
    async take() {
      const [next] = waiting.values();
      if (next === undefined) return prepare();
      waiting.delete(next.sandbox.id);
      return next.sandbox;
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(ageing);
      for (const off of unsubscribe) off();
      for (const { sandbox } of [...waiting.values()]) discard(sandbox);
      const left = [...alive.values()];
      for (const sandbox of left) sandbox.kill("killed");
      await Promise.all(left.map((sandbox) => sandbox.ended));
      log.debug("the pool is closed");
    },
  };
}
