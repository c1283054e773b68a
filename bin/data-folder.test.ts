import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  checkDataFolder,
  rememberDatabase,
  rememberedDatabase,
  sessionSecret,
  takeDataFolder,
} from "./data-folder.mjs";
import { Refusal } from "./refusal.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tacit-data-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const module = join(import.meta.dirname, "data-folder.mjs");
/** Tries to take the folder in another process, as another `npm start` would. */
function takeElsewhere(dataDir: string): string {
  const script = `import { takeDataFolder } from ${JSON.stringify(module)};
    await takeDataFolder(${JSON.stringify(dataDir)}).catch((error) => process.stdout.write(error.message));`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }).stdout;
}

test("a data folder belongs to one start at a time, and is free again when that has ended", async () => {
  expect(takeElsewhere(folder)).toBe("");
  await takeDataFolder(folder);
  expect(takeElsewhere(folder)).toMatch(/^Tacit already runs on the data folder [^\n]*$/);
});

test("looking at a folder that is not there makes nothing", () => {
  checkDataFolder(join(folder, "a", "b"));
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder whose parent is a file is refused, and so is one where no folder can be made", async () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => {
    checkDataFolder(join(folder, "file", "data"));
  }).toThrow(Refusal);
  await expect(takeDataFolder("/proc/tacit")).rejects.toThrow(Refusal);
});

test("passwords are made once, kept, and nobody else's to read", () => {
  const first = rememberedDatabase(folder);
  expect(new Set(Object.values(first)).size).toBe(3);
  expect(rememberedDatabase(folder)).toEqual(first);
  rememberDatabase(folder, { ...first, port: 5432 });
  expect(rememberedDatabase(folder)).toEqual({ ...first, port: 5432 });
  expect(statSync(join(folder, "database.json")).mode & 0o077).toBe(0);
});

test("damaged memories are refused, never replaced", () => {
  writeFileSync(join(folder, "database.json"), '{"owner":');
  expect(() => rememberedDatabase(folder)).toThrow(Refusal);
  expect(existsSync(join(folder, "database.json.new"))).toBe(false);
});

test("the session secret is made once, with a mode for its owner alone", () => {
  const secret = sessionSecret(folder);
  expect(secret).toHaveLength(43);
  expect(sessionSecret(folder)).toBe(secret);
  expect(statSync(join(folder, "keys", "session-secret")).mode & 0o777).toBe(0o400);
  expect(statSync(join(folder, "keys")).mode & 0o777).toBe(0o700);
});
