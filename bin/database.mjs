import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import path from "node:path";
import { rememberDatabase, rememberedDatabase } from "./data-folder.mjs";
import { LogFile } from "./log-file.mjs";
import { freePort, initialisePostgres, launchPostgres, ownerRole } from "./postgres.mjs";
import { Refusal } from "./refusal.mjs";
import { Supervised } from "./supervisor.mjs";

/**
 * A database that answers, with the address of each role.
 * @typedef {object} Database
 * @property {string} owner
 * @property {string} web
 * @property {string} runner
 * @property {{ TACIT_WEB_PASSWORD?: string, TACIT_RUNNER_PASSWORD?: string }} passwords for roles that Tacit makes itself
 * @property {Supervised | null} server the embedded one
 */

/**
 * The operator's database, checked to be reachable, or the embedded one, started.
 * @param {import("./settings.mjs").Settings} settings
 * @param {(message: string) => void} say
 * @returns {Promise<Database>}
 */
export async function openDatabase(settings, say) {
  const { database, dataDir } = settings;
  if (!database) return await startEmbedded(dataDir, say);
  const { owner, web, runner } = database;
  if (web && runner) return { owner, web, runner, passwords: {}, server: null };
  const memory = rememberedDatabase(dataDir);
  return { owner, ...roles(owner, memory), server: null };
}

/**
 * @param {string} dataDir
 * @param {(message: string) => void} say
 * @returns {Promise<Database>}
 */
async function startEmbedded(dataDir, say) {
  const memory = rememberedDatabase(dataDir);
  const folder = path.join(dataDir, "postgres");
  initialisePostgres(folder, memory.owner, say);
  const port = await freePort(memory.port);
  if (port !== memory.port) rememberDatabase(dataDir, { ...memory, port });
  const log = new LogFile(path.join(dataDir, "logs", "postgres.log"));
  const server = new Supervised({
    name: "PostgreSQL",
    launch: () =>
      launchPostgres({
        folder,
        port,
        log: (chunk) => {
          log.write(chunk);
        },
      }),
    say,
    lastLine: () => log.lastLine(),
  });
  await server.start();
  const owner = embeddedOwner(memory, port);
  return { owner, ...roles(owner, memory), server };
}

/**
 * The owner's address of the embedded database on a data folder.
 * @param {import("./data-folder.mjs").DatabaseMemory} memory
 * @param {number} port
 */
export function embeddedOwner(memory, port) {
  return `postgres://${ownerRole}:${memory.owner}@127.0.0.1:${port}/tacit`;
}

/**
 * @param {string} owner
 * @param {import("./data-folder.mjs").DatabaseMemory} memory
 */
function roles(owner, memory) {
  const as = (/** @type {string} */ role, /** @type {string} */ password) => {
    const url = new URL(owner);
    url.username = role;
    url.password = password;
    return url.href;
  };
  return {
    web: as("tacit_web", memory.web),
    runner: as("tacit_runner", memory.runner),
    passwords: { TACIT_WEB_PASSWORD: memory.web, TACIT_RUNNER_PASSWORD: memory.runner },
  };
}

/**
 * Refuses an operator's database that does not answer, before anything is written.
 * @param {import("./settings.mjs").Settings} settings
 * @returns {Promise<void>}
 */
export async function checkDatabase({ database }) {
  if (!database) return;
  const { host, port } = hostAndPort(database.owner);
  await new Promise((resolve, reject) => {
    const refuse = (/** @type {string} */ why) => {
      reject(
        new Refusal(
          `The database at ${host}:${port} cannot be reached (${why}): check DATABASE_URL and that it runs.`,
        ),
      );
    };
    const socket = connect({ host, port, timeout: 5000 });
    socket.once("connect", () => {
      socket.destroy();
      resolve(null);
    });
    socket.once("timeout", () => {
      socket.destroy();
      refuse("no answer in 5 s");
    });
    socket.once("error", (error) => {
      refuse(/** @type {NodeJS.ErrnoException} */ (error).code ?? "failed");
    });
  });
}

/** @param {string} text */
function hostAndPort(text) {
  const url = new URL(text);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 5432) };
}

/**
 * Every name and address of the databases, as entries that the egress gateway is to refuse.
 * @param {Database} database
 * @returns {Promise<string[]>}
 */
export async function databaseEntries({ owner, web, runner }) {
  const entries = new Set();
  for (const url of [owner, web, runner].filter(Boolean)) {
    const { host, port } = hostAndPort(url);
    entries.add(`${host.includes(":") ? `[${host}]` : host}:${port}`);
    const addresses = await lookup(host, { all: true }).catch(() => []);
    for (const { address, family } of addresses)
      entries.add(`${family === 6 ? `[${address}]` : address}:${port}`);
  }
  return [...entries];
}
