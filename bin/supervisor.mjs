import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.mjs";

const firstDelay = 250;
const longestDelay = 30_000;
const steadyAfter = 60_000;
/** Long enough for a PostgreSQL that recovers from a crash. */
const longestStart = 300_000;

/**
 * The wait before restart number n of a child that keeps crashing, in milliseconds: doubling up to 30 s.
 * @param {number} n from 0
 */
export function restartDelay(n) {
  return Math.min(firstDelay * 2 ** n, longestDelay);
}

/**
 * One running process, however it was launched.
 * @typedef {object} Running
 * @property {Promise<{ status: number | null, signal: string | null }>} exited
 * @property {Promise<void>} ready settles when it does its work; never, if it ends before
 * @property {(signal: NodeJS.Signals) => void} signal asks the program itself
 * @property {() => void} kill ends it and all that it started, at once
 */

/**
 * Keeps one child alive: started again, with back-off, whenever it ends unasked.
 */
export class Supervised {
  name;
  #launch;
  #say;
  #lastLine;
  #wait;
  #deadline;
  /** @type {Running | null} */
  #running = null;
  #stopping = false;
  /** @type {Promise<void> | null} */
  #kept = null;
  #wake = new AbortController();

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {() => Promise<Running>} options.launch
   * @param {(message: string) => void} options.say
   * @param {() => string} options.lastLine what the child said last, for the message of a failed start
   * @param {(milliseconds: number, over: AbortSignal) => Promise<void>} [options.wait]
   * @param {(over: AbortSignal) => Promise<void>} [options.deadline] settles when the first start has taken too long
   */
  constructor({ name, launch, say, lastLine, wait = waitUnless, deadline = untilLate }) {
    this.name = name;
    this.#launch = launch;
    this.#say = say;
    this.#lastLine = lastLine;
    this.#wait = wait;
    this.#deadline = deadline;
  }

  /**
   * Starts it for the first time. From then on it is kept alive until {@link stop}.
   * @throws {Refusal} when it ends before it is ready, or is not ready in time
   */
  async start() {
    const running = await this.#launch();
    this.#running = running;
    if (this.#isStopping()) running.kill();
    const over = new AbortController();
    const came = await Promise.race([
      running.ready.then(() => "ready"),
      running.exited.then(() => "ended"),
      this.#deadline(over.signal).then(() => "late"),
    ]);
    over.abort();
    if (came === "late" && !this.#stopping) {
      this.#stopping = true;
      running.kill();
      throw new Refusal(`${this.name} did not start in time. The logs are in the data folder.`);
    }
    if (came === "ended" && !this.#stopping) {
      this.#stopping = true;
      // What ends in order says itself what is wrong; anything else gets its name put before.
      const line = this.#lastLine() || "it ended without a word";
      throw new Refusal(/^[A-Z].*[.]$/.test(line) ? line : `${this.name} did not start: ${line}`);
    }
    this.#kept = this.#keep(running);
  }

  /** A function, because the answer changes while others are awaited. */
  #isStopping() {
    return this.#stopping;
  }

  /** @param {Running} first */
  async #keep(first) {
    let running = first;
    for (let failures = 0; ; failures++) {
      const since = Date.now();
      const { status, signal } = await running.exited;
      if (this.#isStopping()) return;
      if (Date.now() - since > steadyAfter) failures = 0;
      const delay = restartDelay(failures);
      this.#say(`${this.name} ended unexpectedly (${signal ?? `status ${status}`}); starting it again.`);
      await this.#wait(delay, this.#wake.signal);
      if (this.#isStopping()) return;
      try {
        running = await this.#launch();
      } catch (error) {
        running = failed(error);
      }
      if (this.#isStopping()) {
        running.kill();
        await running.exited;
        return;
      }
      this.#running = running;
    }
  }

  /**
   * Asks it to end, and ends it when the time is over. Safe to call at any moment, more than once.
   * @param {NodeJS.Signals} signal
   * @param {number} within milliseconds
   */
  async stop(signal, within) {
    this.#stopping = true;
    this.#wake.abort();
    const running = this.#running;
    if (!running) return;
    running.signal(signal);
    const over = new AbortController();
    const late = this.#wait(within, over.signal).then(() => "late");
    if ((await Promise.race([running.exited, late])) === "late") running.kill();
    over.abort();
    await running.exited;
    // What it may have left in its process group.
    running.kill();
    await this.#kept;
  }

  /** Ends it at once. */
  kill() {
    this.#stopping = true;
    this.#wake.abort();
    this.#running?.kill();
  }
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} over ends the wait
 */
async function waitUnless(milliseconds, over) {
  await sleep(milliseconds, undefined, { signal: over }).catch(() => {});
}

/**
 * @param {unknown} error
 * @returns {Running}
 */
function failed(error) {
  const signal = error instanceof Error ? error.message : "unknown";
  return {
    exited: Promise.resolve({ status: null, signal }),
    ready: new Promise(() => {}),
    signal: () => {},
    kill: () => {},
  };
}

/** @param {AbortSignal} over */
function untilLate(over) {
  return waitUnless(longestStart, over);
}
