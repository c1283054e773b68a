import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LogFile } from "./log-file.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tacit-log-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const mebibyte = Buffer.alloc(1024 * 1024, "x");

test("a log never takes more than four files of ten mebibytes", () => {
  const log = new LogFile(join(folder, "web.log"));
  for (let i = 0; i < 60; i++) log.write(mebibyte);
  expect(readdirSync(folder).sort()).toEqual(["web.log", "web.log.1", "web.log.2", "web.log.3"]);
  for (const name of readdirSync(folder))
    expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(10 * 1024 * 1024);
});

test("a log that is there is continued", () => {
  writeFileSync(join(folder, "web.log"), "before\n");
  new LogFile(join(folder, "web.log")).write(Buffer.from("after\n"));
  expect(readFileSync(join(folder, "web.log"), "utf8")).toBe("before\nafter\n");
});

test("nobody else may read it", () => {
  const log = new LogFile(join(folder, "web.log"));
  expect(statSync(log.file).mode & 0o077).toBe(0);
});

test.each([
  ["one\ntwo\n", "two"],
  ['{"level":60,"msg":"the reason"}\n', "the reason"],
  ["Error: no\n    at somewhere (file.js:1:1)\n", "Error: no"],
  ["", ""],
])("the last line that says something of %j is %j", (text, line) => {
  const log = new LogFile(join(folder, "web.log"));
  log.write(Buffer.from(text));
  expect(log.lastLine()).toBe(line);
});
