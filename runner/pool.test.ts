import { PassThrough } from "node:stream";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSandboxPool, type PoolOptions } from "#runner/pool.ts";
import type { Sandbox, SandboxEnd } from "#runner/sandbox/types.ts";

/** A sandbox without a process: the pool sees only this much of a real one. */
function stubSandbox(id: string, setupError?: string) {
  const ended = Promise.withResolvers<SandboxEnd>();
  const ready = setupError === undefined ? Promise.resolve() : Promise.reject(new Error("set-up"));
  ready.catch(() => undefined);
  const end = (cause: SandboxEnd["cause"]) => {
    ended.resolve({
      exitCode: null,
      signal: null,
      cause,
      ...(setupError === undefined ? {} : { setupError }),
    });
  };
  const sandbox: Sandbox = {
    id,
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    channel: new PassThrough(),
    ready,
    ended: ended.promise,
    start: () => undefined,
    kill: end,
  };
  return sandbox;
}

function setUp(size: number, setupErrors: (string | undefined)[] = []) {
  const launched: Sandbox[] = [];
  const closed: string[] = [];
  let lose: (ids: readonly string[]) => void = () => undefined;
  const failures: number[] = [];
  const options: PoolOptions = {
    size,
    egress: {
      open: (id) => Promise.resolve(`/egress/${id}`),
      close: (id) => Promise.resolve(void closed.push(id)),
      onLost: (listener) => {
        lose = listener;
        return () => undefined;
      },
      onReconnected: () => () => undefined,
    },
    launch: (id) => {
      const sandbox = stubSandbox(id, setupErrors[launched.length]);
      launched.push(sandbox);
      return sandbox;
    },
    onFailure: (_error, inARow) => failures.push(inARow),
    onRecovery: vi.fn(),
    log: pino({ level: "silent" }),
  };
  return {
    pool: createSandboxPool(options),
    launched,
    closed,
    failures,
    options,
    lose: (ids: string[]) => {
      lose(ids);
    },
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the pool of sandboxes", () => {
  it("keeps as many ready as it should, and gives each out once", async () => {
    const { pool, launched } = setUp(2);
    await settle();
    expect(launched).toHaveLength(2);
    const given = [await pool.take(), await pool.take(), await pool.take()];
    expect(new Set(given).size).toBe(3);
    expect(launched).toHaveLength(3);
    pool.refill();
    await settle();
    expect(launched).toHaveLength(5);
  });

  it("gives out none whose way out was lost", async () => {
    const { pool, launched, lose } = setUp(1);
    await settle();
    lose([launched[0]!.id]);
    expect(await pool.take()).not.toBe(launched[0]);
  });

  it("gives out none that died while it waited, and replaces it after a pause", async () => {
    const { pool, launched } = setUp(1);
    await settle();
    launched[0]!.kill("memory");
    await settle();
    expect(launched).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(launched).toHaveLength(2);
    expect(await pool.take()).toBe(launched[1]);
  });

  it("gives out none that waited too long", async () => {
    const { pool, launched } = setUp(1);
    await settle();
    await vi.advanceTimersByTimeAsync(16 * 60 * 1000);
    expect(launched).toHaveLength(2);
    expect(await pool.take()).toBe(launched[1]);
  });

  it("tries again ever more slowly after failures, tells each, and closes the way out of what failed", async () => {
    const { launched, failures, closed, options } = setUp(1, ["no", "no", "no"]);
    await settle();
    expect(failures).toEqual([1]);
    await vi.advanceTimersByTimeAsync(500);
    expect(failures).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(999);
    expect(failures).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(1);
    expect(failures).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(options.onRecovery).toHaveBeenCalledTimes(1);
    expect(closed).toEqual(launched.slice(0, 3).map((sandbox) => sandbox.id));
  });

  it("says why a sandbox could not be launched for a run", async () => {
    const { pool } = setUp(0, ["no user namespaces"]);
    await expect(pool.take()).rejects.toThrow("The sandbox could not be started: no user namespaces");
  });

  it("leaves nothing behind when it is closed, also not what was just being launched", async () => {
    const { pool, launched } = setUp(2);
    await settle();
    const late = pool.take();
    pool.refill();
    await late;
    await pool.close();
    await settle();
    const ends = await Promise.all(launched.map((sandbox) => sandbox.ended));
    expect(ends).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(launched).toHaveLength(3);
  });
});
