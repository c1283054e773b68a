import { spawn } from "node:child_process";
import { project } from "./project.mjs";

/**
 * Runs a Node program in this terminal, as if it had been called itself.
 * @param {string[]} args for Node
 * @param {Record<string, string | undefined>} [env] on top of this process's own
 * @returns {Promise<number>} its exit status
 */
export function runInForeground(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
    process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => resolve(status ?? 1));
  });
}
