import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { KeyError } from "#lib/keys/key-error.ts";
import { writeKeyFiles } from "#runner/keys/key-files.ts";
import { KeyFolder } from "#runner/keys/test-folder.ts";

const folder = new KeyFolder();

test("files are written whole, for the owner alone, into a folder for the owner alone, even one that was open", async () => {
  const { directory, opening } = folder.files;
  await mkdir(directory, { mode: 0o755 });
  await writeKeyFiles(directory, [{ name: "opening.json", text: "one" }]);
  expect(await readFile(opening, "utf8")).toBe("one");
  expect((await stat(opening)).mode & 0o777).toBe(0o400);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await readdir(directory)).toEqual(["opening.json"]);
});

test("a file that is there is never overwritten, and nothing is left beside it", async () => {
  const { directory, opening } = folder.files;
  await writeKeyFiles(directory, [{ name: "opening.json", text: "one" }]);
  const again = writeKeyFiles(directory, [{ name: "opening.json", text: "two" }]);
  await expect(again).rejects.toThrow(`The keys are not overwritten: ${directory} holds some already.`);
  expect(await readFile(opening, "utf8")).toBe("one");
  expect(await readdir(directory)).toEqual(["opening.json"]);
});

test("a folder that can't be made is one clear line", async () => {
  const { directory } = folder.files;
  await writeFile(directory, "a file");
  const attempt = writeKeyFiles(directory, [{ name: "opening.json", text: "one" }]);
  await expect(attempt).rejects.toThrow(KeyError);
  expect(await readFile(directory, "utf8")).toBe("a file");
});
