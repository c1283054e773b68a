import { existsSync, readFileSync } from "node:fs";

/**
 * What is read of the runners' reports.
 * @typedef {{ status: string, assertionResults: { status: string }[] }} VitestFile
 * @typedef {Record<`num${"Passed" | "Failed" | "Pending" | "Todo"}Tests`, number> & { testResults: VitestFile[] }} VitestReport
 * @typedef {Record<"expected" | "unexpected" | "flaky" | "skipped", number>} PlaywrightStats
 * @typedef {{ stats: PlaywrightStats, errors: unknown[] }} PlaywrightReport
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {Counts[]} all @returns {Counts} */
export function addCounts(all) {
  return all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The last line of `npm test`. @param {Counts} counts */
export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * What a check without tests of its own counts: itself.
 * @param {number | null} status its exit status
 * @returns {Counts}
 */
export function checkCounts(status) {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/**
 * What Vitest reported. A file that could not be loaded has no tests to count, and a run that found none or ended
 * otherwise than its report says has gone wrong: each counts as one failure.
 * @param {string} file its JSON report
 * @param {number | null} status its exit status
 * @returns {Counts}
 */
export function vitestCounts(file, status) {
  const report = /** @type {VitestReport | null} */ (readReport(file));
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    ({ status: outcome, assertionResults: tests }) =>
      outcome === "failed" && !tests.some((one) => one.status === "failed"),
  );
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    status,
  );
}

/**
 * What Playwright reported. A test that passed only when it was tried again ("flaky") has failed.
 * @param {string} file its JSON report
 * @param {number | null} status its exit status
 * @returns {Counts}
 */
export function playwrightCounts(file, status) {
  const report = /** @type {PlaywrightReport | null} */ (readReport(file));
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return honest({ passed: expected, failed: unexpected + flaky + report.errors.length, skipped }, status);
}

/**
 * @param {Counts} counts
 * @param {number | null} status
 */
function honest(counts, status) {
  const nothingRan = counts.passed + counts.failed === 0;
  const failedUnsaid = status !== 0 && counts.failed === 0;
  return nothingRan || failedUnsaid ? { ...counts, failed: counts.failed + 1 } : counts;
}

/**
 * @param {string} file
 * @returns {unknown} null where there is no whole report
 */
function readReport(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
