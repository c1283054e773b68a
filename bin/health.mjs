import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.mjs";

const longestWait = 60_000;

/**
 * Waits until web, database and runner answer.
 * @param {import("./settings.mjs").Settings} settings
 */
export async function untilHealthy(settings) {
  const until = Date.now() + longestWait;
  let last = "web does not answer";
  while (Date.now() < until) {
    try {
      const response = await askHealth(settings);
      if (response.ok) return;
      last = (await response.text()).slice(0, 300);
    } catch {
      // Not listening yet.
    }
    await sleep(40);
  }
  throw new Refusal(
    `Tacit did not become ready within ${longestWait / 1000} s: ${last}. The logs are in the data folder.`,
  );
}

/**
 * Settles once web answers anything at all; never, if the signal says first that it won't.
 * @param {import("./settings.mjs").Settings} settings
 * @param {AbortSignal} ended
 * @returns {Promise<void>}
 */
export async function untilAnswering(settings, ended) {
  while (!ended.aborted) {
    try {
      await askHealth(settings);
      return;
    } catch {
      // Not listening yet.
    }
    await sleep(40);
  }
  await new Promise(() => {});
}

/** @param {import("./settings.mjs").Settings} settings */
function askHealth({ host, port }) {
  const address =
    { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? (host.includes(":") ? `[${host}]` : host);
  return fetch(`http://${address}:${port}/api/health`, { signal: AbortSignal.timeout(5000) });
}

/**
 * Refuses a port that somebody listens on, before anything is written.
 * @param {{ host: string, port: number }} settings
 * @returns {Promise<void>}
 */
export function checkPort({ host, port }) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === "EADDRINUSE")
        reject(new Refusal(`Port ${port} on ${host} is taken: stop what listens there, or set PORT.`));
      else reject(new Refusal(`Tacit cannot listen on ${host}:${port} (${code}): check HOST and PORT.`));
    });
    server.listen({ host, port }, () => server.close(() => resolve()));
  });
}
