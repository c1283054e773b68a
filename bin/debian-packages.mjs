import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The programs and files that sandboxes and the isolation of web need, with the Debian package of each. */
const needs = [
  { package: "bubblewrap", program: "bwrap" },
  { package: "util-linux", program: "setpriv" },
  { package: "ca-certificates", file: "/etc/ssl/certs/ca-certificates.crt" },
  { package: "python3", file: "/usr/bin/python3" },
];

/**
 * Installs what sandboxes need where it may (root on Debian or Ubuntu); otherwise says the exact command, once,
 * and goes on: the Secrets section works without it.
 * @param {(message: string) => void} say
 */
export function ensureDebianPackages(say) {
  if (process.platform !== "linux") {
    say("Running actions needs Linux: here Secrets work, and runs are refused.");
    return;
  }
  const missing = needs
    .filter((need) => (need.program ? !findProgram(need.program) : !existsSync(need.file ?? "")))
    .map((need) => need.package);
  if (missing.length > 0) installDebianPackages(missing, "running actions needs them", say);
}

/**
 * @param {string[]} packages
 * @param {string} why the end of "Missing: bubblewrap – …"
 * @param {(message: string) => void} say
 * @returns {boolean} whether they are installed now
 */
export function installDebianPackages(packages, why, say) {
  const names = packages.join(" ");
  const byHand = `apt-get update && apt-get install -y --no-install-recommends ${names}`;
  if (process.getuid?.() !== 0 || !isDebian()) {
    say(`Missing: ${names} – ${why}. Install with: ${isDebian() ? `sudo sh -c '${byHand}'` : byHand}`);
    return false;
  }
  say(`Installing ${names} with apt-get: ${why}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (/** @type {string[]} */ args) =>
    spawnSync("apt-get", args, { env, stdio: "ignore" }).status === 0;
  const install = ["install", "-y", "-q", "--no-install-recommends", ...packages];
  // The lists of a machine that has been up for a while are good; a fresh one has none.
  if (run(install) || (run(["update", "-q"]) && run(install))) return true;
  say(`apt-get failed. Install with: ${byHand}`);
  return false;
}

function isDebian() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?="?.*\b(debian|ubuntu)\b/m.test(release);
}

/**
 * Where a program is, looking in the folders for administrators too: PATH often lacks them.
 * @param {string} name
 * @returns {string | null}
 */
export function findProgram(name) {
  const folders = [
    ...(process.env["PATH"] ?? "").split(path.delimiter),
    "/usr/sbin",
    "/sbin",
    "/usr/bin",
    "/bin",
  ];
  for (const folder of folders) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
