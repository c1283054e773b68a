import { chmod, mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { parseSealingKey } from "#lib/keys/sealing-format.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";
import { makeKeyCheck } from "#runner/keys/opening-check.ts";
import { KeyFolder, overwriteKey } from "#runner/keys/test-folder.ts";

const folder = new KeyFolder();

describe("beside existing data, keys are refused with one clear line and before anything is written", () => {
  for (const [half, what] of [
    ["sealing", "sealing key"],
    ["opening", "opening key"],
  ] as const) {
    test.each<[string, (path: string) => Promise<void>, string]>([
      ["missing", (path) => rm(path), `The ${what} can't be read: `],
      ["empty", (path) => overwriteKey(path, ""), `The ${what} is empty: `],
      ["white space", (path) => overwriteKey(path, " \n"), `The ${what} is damaged: `],
      [
        "cut in half",
        async (path) => overwriteKey(path, (await readFile(path)).subarray(0, 120)),
        `The ${what} is damaged: `,
      ],
      ["binary garbage", (path) => overwriteKey(path, Buffer.alloc(300, 0xfe)), `The ${what} is damaged: `],
      ["other JSON", (path) => overwriteKey(path, "{}"), `The ${what} is damaged: `],
      ["JSON that is no object", (path) => overwriteKey(path, "[1]"), `The ${what} is damaged: `],
      [
        "twice in one file",
        async (path) => overwriteKey(path, (await readFile(path, "utf8")).repeat(2)),
        "is damaged: ",
      ],
      [
        "of a later format",
        async (path) =>
          overwriteKey(path, (await readFile(path, "utf8")).replace('"format": 1', '"format": 2')),
        `The ${what} is damaged: `,
      ],
      [
        "with a field that nobody knows",
        async (path) => overwriteKey(path, (await readFile(path, "utf8")).replace("{", '{"extra": 1,')),
        `The ${what} is damaged: `,
      ],
      ["too big", (path) => overwriteKey(path, "x".repeat(70_000)), `The ${what} is not a key file: `],
      [
        "a folder",
        async (path) => {
          await rm(path);
          await mkdir(path);
        },
        `The ${what} can't be read: `,
      ],
      [
        "a link to nowhere",
        async (path) => {
          await rm(path);
          await symlink("/nonexistent/key", path);
        },
        `The ${what} can't be read: `,
      ],
      [
        "readable by others",
        (path) => chmod(path, 0o404),
        `The ${what} is open to other users of this machine: `,
      ],
      [
        "readable by the group",
        (path) => chmod(path, 0o440),
        `The ${what} is open to other users of this machine: `,
      ],
      ["of mode 0644", (path) => chmod(path, 0o644), "has mode 0644. Run: chmod 0400 "],
      [
        "another installation's",
        async (path) => overwriteKey(path, (await generateKeyTexts())[half]),
        `The ${what} is not this database's: `,
      ],
    ])(`the ${what}: %s`, async (_, damage, message) => {
      const check = await folder.firstStart();
      // The control: undamaged, the same call proves them.
      expect(await folder.settle([check])).toEqual({ outcome: "proven" });
      await damage(folder.files[half]);
      await folder.expectRefusal(() => folder.settle([check]), message);
    });

    test.each(["publicKey", "psk", "keyId", ...(half === "opening" ? ["privateKey"] : [])])(
      `the ${what} with another %s in it`,
      async (field) => {
        const check = await folder.firstStart();
        const pick = (text: string): string => new RegExp(`"${field}": "([^"]+)"`).exec(text)![1]!;
        const text = await readFile(folder.files[half], "utf8");
        const other = (await generateKeyTexts())[half];
        await overwriteKey(folder.files[half], text.replace(pick(text), pick(other)));
        await folder.expectRefusal(() => folder.settle([check]), `The ${what} is damaged: the parts of `);
      },
    );
  }

  test("both missing, with the folder", async () => {
    const check = await folder.firstStart();
    await rm(folder.files.directory, { recursive: true });
    await folder.expectRefusal(() => folder.settle([check]), "The sealing key can't be read: ");
    expect(await readdir(folder.dataDir)).toEqual([]);
  });

  test.each(["sealingCheck", "openingCheck"] as const)("a %s of another database", async (field) => {
    const check = await folder.firstStart();
    const other = await makeKeyCheck(
      await parseSealingKey({ text: (await generateKeyTexts()).sealing, origin: "test" }),
    );
    await folder.expectRefusal(
      () => folder.settle([{ ...check, [field]: other[field] }]),
      "doesn't pass the database's key check",
    );
    await folder.expectRefusal(
      () => folder.settle([{ ...check, [field]: new Uint8Array() }]),
      "doesn't pass the database's key check",
    );
  });

  test("a check that is retired, and one whose key is not there", async () => {
    const check = await folder.firstStart();
    const retired = { ...check, retiredAt: new Date(0) };
    const newer = await makeKeyCheck(
      await parseSealingKey({ text: (await generateKeyTexts()).sealing, origin: "test" }),
    );
    await folder.expectRefusal(() => folder.settle([retired]), "The database has no key check yet");
    await folder.expectRefusal(
      () => folder.settle([retired, newer]),
      `was replaced by ${newer.keyId}. Use the new one.`,
    );
    await folder.expectRefusal(
      () => folder.settle([check, { ...newer, retiredAt: new Date(0) }]),
      `${newer.keyId} is needed`,
    );
  });
});
