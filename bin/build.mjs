import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inProject, moduleFile, project } from "./project.mjs";
import { Refusal } from "./refusal.mjs";
import { track } from "./steps.mjs";

const stamp = inProject(".next/tacit-sources");

// What the production build of web is made from: everything but what other processes and the tests are made from.
const apart = new Set(
  "node_modules data test-results playwright-report coverage bin bench e2e egress runner".split(" "),
);
const apartFiles =
  /\.test\.tsx?$|\.md$|\.tsbuildinfo$|^next-env\.d\.ts$|^(eslint|vitest|playwright|drizzle)\.config|^knip/;

/**
 * Builds web for production when its sources differ from those of the build that is there.
 * @param {(message: string) => void} say
 */
export async function ensureBuilt(say) {
  const sources = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  say("Building (about a minute) …");
  // Gone until the build is whole: an interrupted one must not pass for finished.
  rmSync(stamp, { force: true });
  await runBuild();
  // A mount point: the folder is read-only where web runs.
  mkdirSync(inProject(".next/cache"), { recursive: true });
  writeFileSync(stamp, sources);
}

/** @returns {Promise<void>} */
function runBuild() {
  const child = spawn(process.execPath, [moduleFile("next/dist/bin/next"), "build"], {
    cwd: project,
    // Nothing of this machine's settings belongs in a build.
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  track(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) {
        resolve();
        return;
      }
      reject(new Refusal(`${output.trimEnd()}\nThe build failed: its reason is above.`));
    });
  });
}

/** One hash over the names and contents of the sources. Contents, because a checkout makes every file new. */
export function hashSources(root = project) {
  const hash = createHash("sha256");
  for (const file of listSources(root, "")) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} folder relative to the root, "" for itself
 * @returns {string[]} sorted
 */
function listSources(root, folder) {
  const files = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (folder === "" && entry.name.startsWith(".")) continue;
    if (entry.isDirectory() && !apart.has(name)) files.push(...listSources(root, name));
    // docs/*.md are pages of the product, README.md is not.
    if (entry.isFile() && (!apartFiles.test(entry.name) || name.startsWith("docs/"))) files.push(name);
  }
  return files.sort();
}
