import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cgroupV1, cgroupV2 } from "#runner/sandbox/cgroup.ts";

// Plain folders stand in for the kernel's: what is written where. The kernel's side is tested with real sandboxes.
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tacit-cgroup-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const limits = { memoryBytes: 1000, processes: 64 };

test("version 2 bounds memory in one group", () => {
  const group = cgroupV2(root).create("one", limits);
  group.add(42);
  expect(read("one", "memory.max")).toBe("1000");
  expect(read("one", "cgroup.procs")).toBe("42");
});

test("version 1 bounds memory and processes in two", () => {
  mkdirSync(join(root, "memory"));
  mkdirSync(join(root, "pids"));
  const group = cgroupV1(join(root, "memory"), join(root, "pids")).create("one", limits);
  group.add(42);
  expect(read("memory", "one", "memory.limit_in_bytes")).toBe("1000");
  expect(read("pids", "one", "pids.max")).toBe("67"); // with bubblewrap's two processes and the relay
  expect([read("memory", "one", "cgroup.procs"), read("pids", "one", "cgroup.procs")]).toEqual(["42", "42"]);
});

test.each([
  ["memory.events", "low 0\nmax 12\noom 1\noom_kill 1\n", true],
  ["memory.events", "low 0\nmax 12\noom 1\noom_kill 0\n", false],
])("a kill for memory is read from %s", (file, content, expected) => {
  const group = cgroupV2(root).create("one", limits);
  writeFileSync(join(root, "one", file), content);
  expect(group.ranOutOfMemory()).toBe(expected);
});

test("a group that can't be limited is not left behind, and is an error", () => {
  mkdirSync(join(root, "memory"));
  expect(() => cgroupV1(join(root, "memory"), join(root, "missing")).create("one", limits)).toThrow();
  expect(() => cgroupV2(join(root, "missing")).create("one", limits)).toThrow();
});

test("removing what is gone is done", () => {
  const group = cgroupV2(root).create("one", limits);
  rmSync(join(root, "one"), { recursive: true });
  expect(group.remove()).toBe(true);
  expect(existsSync(join(root, "one"))).toBe(false);
});
