import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

/**
 * Refuses a data folder that could not be written, without writing anything.
 * @param {string} dataDir absolute
 */
export function checkDataFolder(dataDir) {
  let nearest = dataDir;
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    accessSync(nearest, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(dataDir, error);
  }
}

/**
 * Refuses places for secrets that web and every action see. Their sandboxes show /usr whole; and where Tacit is not started by root, they
 * run under its own account, so that no file's mode keeps them out.
 * @param {Record<string, string | undefined>} places by the setting that names them; absolute, or relative to `project`
 * @param {string} project
 */
export function checkPlaces(places, project) {
  const shown = ["/usr", "/etc/ssl/certs", "/etc/alternatives"].concat(
    ["node_modules", ".next", "public", "docs"].map((folder) => path.join(project, folder)),
  );
  for (const [name, place] of Object.entries(places)) {
    const real = place && realPlace(path.resolve(project, place));
    const folder = shown.find((each) => real === each || real?.startsWith(`${each}/`));
    if (folder)
      throw new Refusal(
        `${name} is ${place}, and ${folder} is shown to actions or to web: choose another place.`,
      );
  }
}

/**
 * Where a path leads once all links are followed; the part of it that does not exist yet stays as it is.
 * @param {string} place
 * @returns {string}
 */
function realPlace(place) {
  if (existsSync(place)) return realpathSync(place);
  const parent = path.dirname(place);
  return parent === place ? place : path.join(realPlace(parent), path.basename(place));
}

/**
 * Makes the data folder where it is missing and takes its lock for as long as this process lives.
 * @param {string} dataDir absolute
 * @throws {Refusal} when it cannot be written, or another start has it
 */
export async function takeDataFolder(dataDir) {
  try {
    makeFolder(dataDir, 0o711);
    makeFolder(path.join(dataDir, "logs"), 0o700);
  } catch (error) {
    throw unwritable(dataDir, error);
  }
  await takeLock(dataDir);
}

/**
 * One folder after the other: Node's own recursive mkdir never returns where a parent exists that takes no folders (/proc).
 * @param {string} folder
 * @param {number} mode
 */
function makeFolder(folder, mode) {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder), 0o755);
  mkdirSync(folder, { mode });
}

/**
 * The lock is SQLite's: the kernel frees it when this process ends, however it ends.
 * @param {string} dataDir
 */
async function takeLock(dataDir) {
  if (await isTaken(dataDir))
    throw new Refusal(
      `Tacit already runs on the data folder ${dataDir}: stop it first, or set TACIT_DATA_DIR.`,
    );
}

/**
 * Takes the lock unless somebody has it.
 * @param {string} dataDir
 * @returns {Promise<boolean>} whether somebody has it
 */
export async function isTaken(dataDir) {
  if (heldLock) return false;
  const { DatabaseSync } = await import("node:sqlite");
  try {
    const lock = new DatabaseSync(path.join(dataDir, "lock"));
    lock.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    heldLock = lock;
    return false;
  } catch (error) {
    if (/** @type {{ errcode?: number }} */ (error).errcode === 5) return true;
    throw unwritable(dataDir, error);
  }
}

/** @type {import("node:sqlite").DatabaseSync | undefined} */
let heldLock;

/**
 * @param {string} dataDir
 * @param {unknown} error
 */
function unwritable(dataDir, error) {
  const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? "unknown error";
  return new Refusal(
    `The data folder ${dataDir} cannot be written (${code}): make it writable, or set TACIT_DATA_DIR.`,
  );
}

/**
 * What start remembers of the database: the port of the embedded one, and the passwords of the roles that it made.
 * @typedef {{ port?: number, owner: string, web: string, runner: string }} DatabaseMemory
 */

/**
 * Reads the remembered passwords, or makes them. They are no part of `keys/`: without the database they open nothing,
 * and whoever has the owner's can set them anew.
 * @param {string} dataDir
 * @returns {DatabaseMemory}
 */
export function rememberedDatabase(dataDir) {
  const file = path.join(dataDir, "database.json");
  if (existsSync(file)) {
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      throw new Refusal(`${file} is damaged: restore it from a backup of the data folder.`);
    }
  }
  const password = () => randomBytes(24).toString("base64url");
  const memory = { owner: password(), web: password(), runner: password() };
  writePrivately(file, JSON.stringify(memory));
  return memory;
}

/**
 * @param {string} dataDir
 * @param {DatabaseMemory} memory
 */
export function rememberDatabase(dataDir, memory) {
  writePrivately(path.join(dataDir, "database.json"), JSON.stringify(memory));
}

/**
 * The secret that signs session cookies; made once.
 * @param {string} dataDir
 */
export function sessionSecret(dataDir) {
  const file = path.join(dataDir, "keys", "session-secret");
  if (existsSync(file)) {
    const text = readFileSync(file, "utf8").trim();
    if (text.length >= 32) return text;
    throw new Refusal(`${file} is damaged: delete it, and everybody signs in again.`);
  }
  makeFolder(path.dirname(file), 0o700);
  const text = randomBytes(32).toString("base64url");
  writePrivately(file, text, 0o400);
  return text;
}

/**
 * Whole or not at all: a crash must not leave half a password.
 * @param {string} file
 * @param {string} text
 * @param {number} [mode]
 */
function writePrivately(file, text, mode = 0o600) {
  writeFileSync(`${file}.new`, text, { mode });
  chmodSync(`${file}.new`, mode);
  renameSync(`${file}.new`, file);
}
