import { execFileSync, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launchProcess } from "./launch.mjs";
import { postgresAccount, runAsPostgres } from "./postgres-account.mjs";
import { postgresNative, postgresPackage } from "./project.mjs";
import { Refusal } from "./refusal.mjs";

/** The role that owns the database `tacit` and runs migrations. Nobody can log in as the superuser. */
export const ownerRole = "tacit_owner";

/**
 * Makes the folder of an embedded PostgreSQL, whole or not at all.
 * @param {string} folder
 * @param {string} ownerPassword
 * @param {(message: string) => void} say
 */
export function initialisePostgres(folder, ownerPassword, say) {
  if (!existsSync(postgresNative))
    throw new Refusal(
      `There is no embedded PostgreSQL for this machine (${postgresPackage}): set DATABASE_URL to one of yours.`,
    );
  if (existsSync(path.join(folder, "PG_VERSION"))) {
    checkVersion(folder);
    return;
  }
  const account = postgresAccount(say);
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (account) chownSync(unfinished, account.uid, account.gid);
  const run = (/** @type {string} */ name, /** @type {string[]} */ args, /** @type {string} */ input) => {
    const { program, args: all, dataFolder } = runAsPostgres(account, name, unfinished, args);
    const { status, stderr } = spawnSync(program, all, {
      input,
      env: /** @type {NodeJS.ProcessEnv} */ (postgresEnv),
      cwd: "/",
      encoding: "utf8",
    });
    if (status !== 0)
      throw new Refusal(`PostgreSQL could not be set up in ${dataFolder}: ${lastLine(stderr)}`);
  };
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  run("initdb", ["-D", "{data}", "-U", "postgres", "--auth=trust", "--no-instructions", ...locale], "");
  // Passwords only, over loopback only. The superuser has none and so cannot log in: it speaks once, here, without a server.
  writeFileSync(path.join(unfinished, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
  // In template1, so that the new database is made without what no grant of ours could take away: anybody's large objects.
  const statements = [
    `CREATE ROLE ${ownerRole} LOGIN CREATEROLE PASSWORD '${ownerPassword}'`,
    "REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC",
    `CREATE DATABASE tacit OWNER ${ownerRole}`,
  ];
  run("postgres", ["--single", "-D", "{data}", "template1"], `${statements.join("\n")}\n`);
  renameSync(unfinished, folder);
}

/** @param {string} folder */
function checkVersion(folder) {
  const made = readFileSync(path.join(folder, "PG_VERSION"), "utf8").trim();
  const { version } = JSON.parse(readFileSync(path.join(postgresNative, "..", "package.json"), "utf8"));
  if (made !== String(version).split(".")[0])
    throw new Refusal(
      `${folder} was made by PostgreSQL ${made}, and this is ${version}: see "Upgrade" in docs/operations.md.`,
    );
}

// One-line errors in English, times in UTC; nothing of start's own environment.
/** @type {Record<string, string>} */
const postgresEnv = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };

const quietly = {
  // An error's details and statement carry what people typed.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  log_parameter_max_length_on_error: "0",
};

/**
 * Starts PostgreSQL on a folder that {@link initialisePostgres} made, on loopback TCP only.
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.port
 * @param {(chunk: Buffer) => void} options.log
 * @param {Record<string, string>} [options.settings] for postgresql.conf
 */
export async function launchPostgres({ folder, port, log, settings = {} }) {
  await stopLeftover(folder);
  const account = postgresAccount(() => {});
  const config = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ...quietly,
    ...settings,
  };
  const flags = Object.entries(config).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { program, args } = runAsPostgres(account, "postgres", folder, ["-D", "{data}", ...flags]);
  let seen = "";
  const running = launchProcess({
    program,
    args,
    env: postgresEnv,
    cwd: "/",
    log,
    readyWhen: (text) => (seen = (seen + text).slice(-2000)).includes("ready to accept connections"),
  });
  // Immediate shutdown, which takes the backends along: each of them has left the process group.
  return { ...running, kill: () => running.signal("SIGQUIT") };
}

/**
 * Ends a PostgreSQL that a killed start has left behind on this folder. The caller holds the data folder's lock.
 * @param {string} folder
 */
async function stopLeftover(folder) {
  const file = path.join(folder, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, "utf8"));
  const isOurs = () => workingFolder(pid) === folder || command(pid).includes("postgres");
  if (Number.isInteger(pid) && alive(pid) && isOurs()) {
    process.kill(pid, "SIGINT");
    for (let i = 0; i < 100 && alive(pid); i++) await sleep(50);
    if (alive(pid))
      throw new Refusal(`Another PostgreSQL (process ${pid}) still runs on ${folder}: stop it first.`);
  }
  // It names a process that is gone, or another program's by now: PostgreSQL would refuse to start over the latter.
  rmSync(file, { force: true });
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {number} pid */
function workingFolder(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** @param {number} pid */
function command(pid) {
  try {
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/**
 * A port of the embedded database: the remembered one while it is free, else any.
 * @param {number | undefined} remembered
 * @returns {Promise<number>}
 */
export async function freePort(remembered) {
  for (const port of remembered ? [remembered, 0] : [0]) {
    const found = await new Promise((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(null));
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => resolve(typeof address === "object" ? address?.port : null));
      });
    });
    if (found) return found;
  }
  throw new Refusal("No port is free on 127.0.0.1 for the embedded PostgreSQL.");
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split("\n").at(-1) ?? "";
}
