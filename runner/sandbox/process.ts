// Guards the end of a run: wall time, memory and kill() take every process of the sandbox, and nothing outlives it.
import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { Duplex, Readable } from "node:stream";
import type { SandboxCgroup } from "#runner/sandbox/cgroup.ts";
import { awaitReady } from "#runner/sandbox/handshake.ts";
import { watchMemory } from "#runner/sandbox/memory-watch.ts";
import { childrenOf } from "#runner/sandbox/processes.ts";
import type { Sandbox, SandboxEnd, SandboxLimits } from "#runner/sandbox/types.ts";

/** Milliseconds that a set-up may take on the slowest machine before it counts as failed. */
const SETUP_TIME = 30_000;
/** How often, every 10 ms, the removal of a control group is tried. */
const MOST_REMOVALS = 500;

/** How bubblewrap's outer process ended; `problem` when it could not be started at all. */
interface Exit {
  code: number | null;
  signal: string | null;
  problem?: string;
}

/** A sandbox whose bubblewrap has been started. */
export class SandboxProcess implements Sandbox {
  readonly id: string;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly channel: Duplex;
  readonly ready: Promise<void>;
  readonly ended: Promise<SandboxEnd>;
  readonly #child: ChildProcess;
  readonly #group: SandboxCgroup | null;
  readonly #limits: SandboxLimits;
  readonly #setupTimer: NodeJS.Timeout;
  #wallTimer: NodeJS.Timeout | undefined;
  #stopWatching: () => void = () => undefined;
  #cause: SandboxEnd["cause"] | undefined;
  #isOver = false;

  /** `release` is called when no process of the sandbox is left. */
  constructor(
    { id, limits }: { id: string; limits: SandboxLimits },
    child: ChildProcess,
    group: SandboxCgroup | null,
    release: () => void,
  ) {
    this.id = id;
    this.#child = child;
    this.#group = group;
    this.#limits = limits;
    this.stdout = child.stdio[1] as Readable;
    this.stderr = child.stdio[2] as Readable;
    this.channel = child.stdio[3] as Duplex;
    this.channel.on("error", () => undefined); // writing to a sandbox that ended: `ended` tells

    const exit = this.#awaitExit();
    const setup = Promise.race([
      exit.then(({ problem }) => problem ?? new Promise<never>(() => undefined)),
      awaitReady(this.channel, this.stderr),
    ]);
    this.#setupTimer = setTimeout(() => {
      this.kill("setup");
    }, SETUP_TIME);
    this.ready = setup.then((problem) => {
      clearTimeout(this.#setupTimer);
      if (problem !== null) throw new Error(problem);
      if (this.#isOver) throw new Error("The sandbox has ended.");
    });
    this.ready.catch(() => undefined); // `ended` tells as well; a caller may look at either
    this.ended = this.#conclude(exit, setup, release);
  }

  start(): void {
    if (this.#isOver || this.#wallTimer !== undefined) return;
    this.#wallTimer = setTimeout(() => {
      this.kill("timed_out");
    }, this.#limits.wallSeconds * 1000);
    const pid = this.#child.pid;
    if (this.#group === null && pid !== undefined) {
      this.#stopWatching = watchMemory(pid, this.#limits.memoryBytes, () => {
        this.kill("memory");
      });
    }
  }

  kill(cause: SandboxEnd["cause"]): void {
    const pid = this.#child.pid;
    if (this.#isOver || pid === undefined) return;
    this.#cause ??= cause;
    // The end of pid 1 takes its whole namespace, and bubblewrap outside exits once that is gone: then nothing is left.
    const [first] = childrenOf(pid);
    if (first !== undefined && sendKill(first)) return;
    // Nothing forked yet, or just now: the group has both, and --die-with-parent covers whatever left it.
    sendKill(-pid);
  }

  #awaitExit(): Promise<Exit> {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    const over = (): void => {
      this.#isOver = true;
      clearTimeout(this.#setupTimer);
      clearTimeout(this.#wallTimer);
      this.#stopWatching();
    };
    this.#child.once("exit", (code, signal) => {
      over();
      resolve({ code, signal });
    });
    this.#child.once("error", (error) => {
      if (this.#child.pid !== undefined) return; // a signal that could not be sent, not the start
      over();
      resolve({ code: null, signal: null, problem: error.message });
    });
    return promise;
  }

  async #conclude(
    exit: Promise<Exit>,
    setup: Promise<string | null>,
    release: () => void,
  ): Promise<SandboxEnd> {
    const { code, signal } = await exit;
    const problem = await setup;
    const outOfMemory = this.#group?.ranOutOfMemory() === true;
    await this.#removeGroup();
    release();
    const cause = this.#cause ?? (outOfMemory ? "memory" : problem === null ? "exited" : "setup");
    const end = { exitCode: code, signal, cause };
    return cause === "setup"
      ? { ...end, setupError: problem ?? "The sandbox took too long to set up." }
      : end;
  }

  /** The kernel may need a moment to bury the last process; a group that stays (it never should) is left to the host. */
  async #removeGroup(): Promise<void> {
    for (let tried = 0; this.#group?.remove() === false && tried < MOST_REMOVALS; tried++) await delay(10);
  }
}

/** False when there is nobody (any more) to kill. */
function sendKill(target: number): boolean {
  try {
    return process.kill(target, "SIGKILL");
  } catch {
    return false;
  }
}
