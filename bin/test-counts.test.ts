import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addCounts, checkCounts, countsLine, playwrightCounts, vitestCounts } from "#bin/test-counts.mjs";

const folder = mkdtempSync(join(tmpdir(), "tacit-counts-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function report(content: unknown): string {
  const file = join(folder, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [] };
const playwright = { stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 1 }, errors: [] };

test("the numbers are those that the runners reported, added up", () => {
  const all = [vitestCounts(report(vitest), 0), playwrightCounts(report(playwright), 0), checkCounts(0)];
  expect(countsLine(addCounts(all))).toBe("10 passed, 0 failed, 4 skipped");
});

test("a check that fails is one failure", () => {
  expect(checkCounts(1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(checkCounts(null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a file that cannot be loaded is a failure beside the tests that failed", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
    { status: "passed", assertionResults: [{ status: "passed" }] },
  ];
  expect(vitestCounts(report({ ...vitest, numFailedTests: 1, testResults }), 1).failed).toBe(2);
});

test("a run without a whole report has failed", () => {
  expect(vitestCounts(join(folder, "missing.json"), 0).failed).toBe(1);
  expect(playwrightCounts(report('{"stats":'), 0).failed).toBe(1);
});

test("a run that found no tests has failed", () => {
  expect(vitestCounts(report({ ...vitest, numPassedTests: 0, numPendingTests: 0 }), 0).failed).toBe(1);
  expect(
    playwrightCounts(report({ ...playwright, stats: { ...playwright.stats, expected: 0 } }), 0).failed,
  ).toBe(1);
});

test("a run that ended with an error of which its report says nothing has failed", () => {
  expect(vitestCounts(report(vitest), 1).failed).toBe(1);
  expect(playwrightCounts(report(playwright), null).failed).toBe(1);
});

test("a browser test that passed at its second try has failed", () => {
  const stats = { ...playwright.stats, flaky: 1 };
  expect(playwrightCounts(report({ ...playwright, stats }), 0).failed).toBe(1);
});
