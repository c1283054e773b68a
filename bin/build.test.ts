import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashSources } from "./build.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tacit-build-"));
  for (const room of ["lib/secrets", "runner", "docs", ".next"])
    mkdirSync(join(root, room), { recursive: true });
  write("lib/secrets/names.ts", "1");
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

test("the same contents are the same build, however new the files are", () => {
  const before = hashSources(root);
  write("lib/secrets/names.ts", "1");
  expect(hashSources(root)).toBe(before);
});

test.each([
  "lib/secrets/names.ts",
  "lib/secrets/values.ts",
  "next.config.ts",
  "package-lock.json",
  "docs/secrets.md",
])("%s, new or changed, is another build", (file) => {
  const before = hashSources(root);
  write(file, "2");
  const first = hashSources(root);
  write(file, "3");
  expect(new Set([before, first, hashSources(root)]).size).toBe(3);
});

test("a renamed file is another build", () => {
  write("lib/a.ts", "x");
  const before = hashSources(root);
  rmSync(join(root, "lib/a.ts"));
  write("lib/b.ts", "x");
  expect(hashSources(root)).not.toBe(before);
});

test.each(["lib/secrets/names.test.ts", "runner/main.ts", "README.md", ".env", ".next/BUILD_ID"])(
  "%s is not part of a build",
  (file) => {
    const before = hashSources(root);
    write(file, "2");
    expect(hashSources(root)).toBe(before);
  },
);
