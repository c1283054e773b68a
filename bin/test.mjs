import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { ensureDebianPackages } from "./debian-packages.mjs";
import { prepare } from "./install.mjs";
import { project } from "./project.mjs";
import { command, Refusal, reasonOf } from "./refusal.mjs";
import { track } from "./steps.mjs";
import { addCounts, countsLine } from "./test-counts.mjs";
import { groups } from "./test-parts.mjs";

/** @typedef {import("./test-parts.mjs").Part} Part */
/** @typedef {import("./test-counts.mjs").Counts} Counts */

/**
 * Which parts an argument means. `check`: all that needs no database and no browser.
 * @param {string[]} wanted
 */
function chooseParts(wanted) {
  const all = groups.flat().map(({ name }) => name);
  const names = new Set(
    wanted.flatMap((name) =>
      name === "check" ? all.filter((part) => part !== "db" && part !== "e2e") : [name],
    ),
  );
  const unknown = [...names].find((name) => !all.includes(name));
  if (unknown) throw new Refusal(`There is no part "${unknown}". The parts: check, ${all.join(", ")}.`);
  if (names.size === 0) return groups;
  // Browser tests run the production build.
  if (names.has("e2e")) names.add("build");
  return groups.map((group) => group.filter(({ name }) => names.has(name)));
}

/**
 * Runs one part; what it prints is shown only when it fails.
 * @param {Part} part
 * @param {string} reports
 * @returns {Promise<Counts>}
 */
async function runPart(part, reports) {
  let output = "";
  /** @type {import("./test-parts.mjs").Run} */
  const run = (args, env = {}) => {
    const child = spawn(process.execPath, args, {
      cwd: project,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    track(child);
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => (output += String(chunk)));
    return new Promise((resolve) => {
      child.on("error", (error) => {
        output += error.message;
        resolve(null);
      });
      child.on("close", (status) => resolve(status));
    });
  };
  const since = Date.now();
  const counts = await part.run(run, reports).catch((/** @type {unknown} */ error) => {
    output += error instanceof Refusal || !(error instanceof Error) ? reasonOf(error) : `${error.stack}`;
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const seconds = ((Date.now() - since) / 1000).toFixed(1);
  if (counts.failed > 0) console.log(`\n${"─".repeat(72)}\n${output.trim()}\n${"─".repeat(72)}`);
  console.log(`${counts.failed > 0 ? "✗" : "✓"} ${part.name}: ${countsLine(counts)} (${seconds} s)`);
  return counts;
}

// `npm test`, `npm test -- unit`, `npm run check`
command(async () => {
  const chosen = chooseParts(process.argv.slice(2));
  const status = await prepare(console.log);
  if (status !== null) return status;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
  if (chosen.flat().some(({ name }) => ["sandbox", "db", "e2e"].includes(name)))
    ensureDebianPackages(console.log);
  const reports = mkdtempSync(path.join(tmpdir(), "tacit-reports-"));
  process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

  /** @type {Counts[]} */
  const results = [];
  for (const group of chosen) {
    const waiting = [...group];
    const work = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift())
        results.push(await runPart(part, reports));
    };
    await Promise.all(Array.from({ length: Math.max(2, availableParallelism() >> 1) }, work));
  }
  const total = addCounts(results);
  console.log(countsLine(total));
  return total.failed > 0 ? 1 : 0;
});
