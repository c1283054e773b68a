import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { findProgram } from "./debian-packages.mjs";

/** @typedef {import("./supervisor.mjs").Running} Running */

/**
 * @typedef {object} Launch
 * @property {string} program
 * @property {string[]} args
 * @property {Record<string, string>} env all of it: nothing is inherited
 * @property {string} cwd
 * @property {(chunk: Buffer) => void} log takes what it prints
 * @property {(chunk: string) => boolean} [readyWhen] told what it prints, until it returns true
 * @property {"message"} [ready] ready at its first IPC message; without this or readyWhen, as soon as it runs
 * @property {NodeJS.Signals} [orphaned] the signal that the kernel sends it should this process die
 * @property {boolean} [isolated] the program is bubblewrap: signals go to the program inside
 */

/**
 * Starts a program in a process group of its own: Ctrl-C in a terminal reaches this process only, which then ends
 * the others in their order.
 * @param {Launch} launch
 * @returns {Running & { pid: number, send: (message: string) => void }}
 */
export function launchProcess(launch) {
  const [program, args] = launch.orphaned
    ? withDeathSignal(launch.program, launch.args, launch.orphaned)
    : [launch.program, launch.args];
  const child = spawn(program, args, {
    cwd: launch.cwd,
    env: /** @type {NodeJS.ProcessEnv} */ (launch.env),
    detached: true,
    // 3: bubblewrap's information, or the channel for messages.
    stdio: ["ignore", "pipe", "pipe", launch.ready === "message" ? "ipc" : "pipe"],
  });
  const inside = launch.isolated ? innerProcess(child) : null;
  /** @type {() => void} */
  let becomeReady = () => {};
  const ready = /** @type {Promise<void>} */ (new Promise((resolve) => (becomeReady = () => resolve())));
  if (launch.ready === "message") child.once("message", becomeReady);
  else if (!launch.readyWhen) child.once("spawn", becomeReady);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      launch.log(chunk);
      if (launch.readyWhen?.(String(chunk))) becomeReady();
    });
  }
  const exited = /** @type {Running["exited"]} */ (
    new Promise((resolve) => {
      child.once("error", (error) => {
        launch.log(Buffer.from(`${error.message}\n`));
        resolve({ status: null, signal: error.message });
      });
      // "close", not "exit": its last words have been read by then.
      child.once("close", (status, signal) => resolve({ status, signal }));
    })
  );
  return {
    pid: child.pid ?? 0,
    exited,
    ready,
    signal: (signal) => quietly(() => process.kill(inside?.() ?? child.pid ?? 0, signal)),
    kill: () => quietly(() => child.pid && process.kill(-child.pid, "SIGKILL")),
    send: (message) => quietly(() => child.connected && child.send(message)),
  };
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.Signals} signal
 * @returns {[string, string[]]}
 */
function withDeathSignal(program, args, signal) {
  const setpriv = process.platform === "linux" ? findProgram("setpriv") : null;
  return setpriv ? [setpriv, [`--pdeathsig=${signal.slice(3)}`, "--", program, ...args]] : [program, args];
}

/**
 * Finds the program that bubblewrap started: the child of its process 1, whose id it tells.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => number | undefined}
 */
function innerProcess(child) {
  let text = "";
  child.stdio[3]?.on("data", (chunk) => (text += String(chunk)));
  return () => {
    const first = /"child-pid": (\d+)/.exec(text)?.[1];
    if (!first) return undefined;
    try {
      return Number.parseInt(readFileSync(`/proc/${first}/task/${first}/children`, "utf8")) || undefined;
    } catch {
      return undefined;
    }
  };
}

/** @param {() => void} act */
function quietly(act) {
  try {
    act();
  } catch {
    // It has ended already.
  }
}
