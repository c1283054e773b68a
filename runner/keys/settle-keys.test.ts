import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { parseSealingKey } from "#lib/keys/sealing-format.ts";
import { sealSecret } from "#lib/secrets/seal.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";
import { parseOpeningRing } from "#runner/keys/opening-ring.ts";
import { KeyFolder, overwriteKey } from "#runner/keys/test-folder.ts";
import { openSecret } from "#runner/open.ts";

const folder = new KeyFolder();

describe("a database that never had keys", () => {
  test("gets new ones, readable by the owner alone, and their check", async () => {
    const check = await folder.firstStart();
    expect((await readdir(folder.files.directory)).sort()).toEqual(["opening.json", "sealing.json"]);
    for (const path of [folder.files.opening, folder.files.sealing])
      expect((await stat(path)).mode & 0o777).toBe(0o400);
    expect((await stat(folder.files.directory)).mode & 0o777).toBe(0o700);
    expect(check).toMatchObject({
      keyId: expect.stringMatching(/^k[0-9a-f]{16}$/) as string,
      retiredAt: null,
    });
    expect(await folder.settle([check])).toEqual({ outcome: "proven" });
  });

  test("gets keys whose halves work together, web's without anything that opens", async () => {
    await folder.firstStart();
    const sealingText = await readFile(folder.files.sealing, "utf8");
    const openingText = await readFile(folder.files.opening, "utf8");
    const sealing = await parseSealingKey({ text: sealingText, origin: "test" });
    const ring = await parseOpeningRing({ text: openingText, origin: "test" });
    const binding = { workspaceId: "w", secretId: "s", name: "N", version: 1 };
    const { keyId, envelope } = await sealSecret(sealing, binding, "value");
    expect(await openSecret(ring, { ...binding, keyId }, envelope)).toBe("value");
    const [{ privateKey }] = (JSON.parse(openingText) as { keys: [{ privateKey: string }] }).keys;
    expect(privateKey).toHaveLength(43);
    expect(sealingText).not.toContain(privateKey);
  });

  test("gets other keys each time", async () => {
    const first = await folder.firstStart();
    await rm(folder.files.directory, { recursive: true });
    expect((await folder.firstStart()).keyId).not.toBe(first.keyId);
  });

  test("adopts whole keys that are there, as they are", async () => {
    const made = await folder.firstStart();
    const before = await folder.snapshot();
    const settled = await folder.settle();
    expect(settled).toMatchObject({ outcome: "adopted", check: { keyId: made.keyId } });
    expect(await folder.snapshot()).toEqual(before);
    // The check that is written now proves the same keys as the first one.
    if (settled.outcome === "proven") throw new Error("unexpected");
    expect(await folder.settle([settled.check])).toEqual({ outcome: "proven" });
    expect(await folder.settle([made])).toEqual({ outcome: "proven" });
  });

  test("completes the keys of a start that was killed between the two files", async () => {
    await folder.firstStart();
    const whole = await folder.snapshot();
    const sealing = await readFile(folder.files.sealing, "utf8");
    await rm(folder.files.sealing);
    await writeFile(
      join(folder.files.directory, ".sealing.json.3f0c7c53-6b43-4a07-9c0f-0d5f1c9a2d11.tmp"),
      "cut",
    );
    expect(await folder.settle()).toMatchObject({ outcome: "adopted" });
    expect(await readFile(folder.files.sealing, "utf8")).toBe(sealing);
    expect(Object.keys(await folder.snapshot())).toEqual(Object.keys(whole));
  });

  test("is refused when only the sealing half is there", async () => {
    await folder.firstStart();
    await rm(folder.files.opening);
    await folder.expectRefusal(() => folder.settle(), "The opening key can't be read: ");
  });

  test("is refused when the two halves are of different keys", async () => {
    await folder.firstStart();
    await overwriteKey(folder.files.sealing, (await generateKeyTexts()).sealing);
    await folder.expectRefusal(() => folder.settle(), "The two halves of the keys don't belong together");
  });

  test("is refused when it nevertheless holds sealed values", async () => {
    await folder.expectRefusal(
      () => folder.settle([], { holdsSealedValues: true }),
      "The database holds sealed values but no key check: restore it whole from a backup.",
    );
    await folder.firstStart();
    await folder.expectRefusal(
      () => folder.settle([], { holdsSealedValues: true }),
      "holds sealed values but no key check",
    );
  });

  test("is refused when the data folder can't be written", async () => {
    await writeFile(folder.files.directory, "a file where the folder should be");
    await folder.expectRefusal(() => folder.settle(), "The keys can't be read: ");
  });
});

describe("keys from settings", () => {
  const lines = async (): Promise<Record<string, string>> => ({
    TACIT_SEALING_KEY: await readFile(folder.files.sealing, "utf8"),
    TACIT_OPENING_KEY: (await readFile(folder.files.opening)).toString("base64url"),
  });

  test("are proven like files, as JSON or as base64url", async () => {
    const check = await folder.firstStart();
    const env = await lines();
    await rm(folder.files.directory, { recursive: true });
    expect(await folder.settle([check], { env })).toEqual({ outcome: "proven" });
    expect(await readdir(folder.dataDir)).toEqual([]);
  });

  test("are adopted by a database without any, and nothing is made beside them", async () => {
    const check = await folder.firstStart();
    const env = await lines();
    await rm(folder.files.directory, { recursive: true });
    expect(await folder.settle([], { env })).toMatchObject({
      outcome: "adopted",
      check: { keyId: check.keyId },
    });
    await folder.expectRefusal(
      () => folder.settle([], { env: { TACIT_OPENING_KEY: env.TACIT_OPENING_KEY! } }),
      "The sealing key can't be read: ",
    );
    expect(await readdir(folder.dataDir)).toEqual([]);
  });

  test("take precedence over the data folder, and are refused when they are cut", async () => {
    const check = await folder.firstStart();
    const env = await lines();
    const cut = { ...env, TACIT_OPENING_KEY: env.TACIT_OPENING_KEY!.slice(0, -9) };
    await folder.expectRefusal(
      () => folder.settle([check], { env: cut }),
      "The opening key is damaged: TACIT_OPENING_KEY ",
    );
  });

  test("may name a file; naming both a file and a text is refused", async () => {
    const check = await folder.firstStart();
    const { TACIT_SEALING_KEY } = await lines();
    const moved = join(folder.dataDir, "elsewhere.json");
    await writeFile(moved, TACIT_SEALING_KEY!, { mode: 0o400 });
    const env = { TACIT_SEALING_KEY_FILE: moved, TACIT_OPENING_KEY: "", TACIT_OPENING_KEY_FILE: "" };
    await rm(folder.files.sealing);
    expect(await folder.settle([check], { env })).toEqual({ outcome: "proven" });
    await folder.expectRefusal(
      () => folder.settle([check], { env: { ...env, TACIT_SEALING_KEY: TACIT_SEALING_KEY! } }),
      "Both TACIT_SEALING_KEY and TACIT_SEALING_KEY_FILE are set: keep one of them.",
    );
  });
});
