import { spawn } from "node:child_process";
import { inProject, nodeOptions, project } from "./project.mjs";
import { Refusal } from "./refusal.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Runs one of the product's own short programs to its end.
 * @param {string[]} script its path in the project, then arguments
 * @param {Record<string, string>} env beside PATH, all that it gets
 * @returns {Promise<string>} what it printed
 * @throws {Refusal} with the last line of its errors when it failed
 */
export function runStep([script = "", ...args], env) {
  const child = spawn(process.execPath, [...nodeOptions, inProject(script), ...args], {
    cwd: project,
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  track(child);
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (status === 0) {
        resolve(output);
        return;
      }
      const line = errors
        .trim()
        .split("\n")
        .findLast((text) => text.trim() && !/^\s+at |^Node\.js v/.test(text));
      reject(new Refusal(line?.trim() || `${script} failed (${signal ?? `status ${status}`}).`));
    });
  });
}

/**
 * Notes a program that must not outlive this process. It was started `detached`, in a process group of its own.
 * @param {import("node:child_process").ChildProcess} child
 */
export function track(child) {
  running.add(child);
  child.once("close", () => running.delete(child));
}

/** Ends the programs that are still under way, with all that they started: this process is about to end. */
export function abandonSteps() {
  for (const { pid } of running) {
    try {
      if (pid) process.kill(-pid, "SIGKILL");
    } catch {
      // It has just ended by itself.
    }
  }
}

process.on("exit", abandonSteps);
