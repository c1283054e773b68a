import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { inProject, moduleFile } from "./project.mjs";
import { checkCounts, playwrightCounts, vitestCounts } from "./test-counts.mjs";

/**
 * One part of `npm test`.
 * @typedef {object} Part
 * @property {string} name
 * @property {(run: Run, reports: string) => Promise<import("./test-counts.mjs").Counts>} run
 */

/**
 * Runs a Node program whose output is shown should its part fail.
 * @typedef {(args: string[], env?: Record<string, string | undefined>) => Promise<number | null>} Run
 */

/**
 * @param {string} name
 * @param {string[][]} programs one after the other, until one fails
 * @returns {Part}
 */
function check(name, ...programs) {
  return {
    name,
    run: async (run) => {
      for (const [file = "", ...args] of programs) {
        const status = await run([path.resolve(moduleFile(""), file), ...args]);
        if (status !== 0) return checkCounts(status);
      }
      return checkCounts(0);
    },
  };
}

/**
 * @param {string} project
 * @returns {Part}
 */
function vitest(project) {
  return {
    name: project,
    run: async (run, reports) => {
      const report = path.join(reports, `${project}.json`);
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const status = await run([moduleFile("vitest/vitest.mjs"), "run", "--project", project, ...reporters]);
      return vitestCounts(report, status);
    },
  };
}

/** @type {Part} */
const build = {
  name: "build",
  run: async () => {
    await ensureBuilt(() => {});
    return checkCounts(0);
  },
};

/** @type {Part} */
const e2e = {
  name: "e2e",
  run: async (run, reports) => {
    const report = path.join(reports, "e2e.json");
    const chromium = await findChromium(console.log);
    const status = await run([moduleFile("@playwright/test/cli.js"), "test", "--reporter=list,json"], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      CHROMIUM_PATH: chromium,
    });
    return playwrightCounts(report, status);
  },
};

/**
 * The parts in the order in which they start. Those of a group share the machine's cores; the groups, whose tests run
 * whole systems, follow one another.
 */
export const groups = [
  [
    build,
    check("lint", ["eslint/bin/eslint.js", ".", "--max-warnings=0"]),
    check("types", ["next/dist/bin/next", "typegen"], ["typescript/bin/tsc", "--noEmit"]),
    vitest("unit"),
    check("imports", [inProject("bin/check-imports.mjs")]),
    check("dead code", ["knip/bin/knip.js"]),
    check("format", ["prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."]),
  ],
  [vitest("db")],
  [vitest("sandbox")],
  [e2e],
];
