import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { parseSealingKey } from "#lib/keys/sealing-format.ts";
import { sealSecret } from "#lib/secrets/seal.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";
import { loadOpeningRing } from "#runner/keys/opening-ring.ts";
import { exportRunnerBundle } from "#runner/keys/runner-bundle.ts";
import { KeyFolder, overwriteKey } from "#runner/keys/test-folder.ts";
import { openSecret } from "#runner/open.ts";

const folder = new KeyFolder();
const binding = { workspaceId: "w", secretId: "s", name: "N", version: 1 };

test("the bundle is one line, and a runner that has nothing else opens what web sealed", async () => {
  await folder.firstStart();
  const bundle = await exportRunnerBundle(folder.dataDir, {});
  expect(bundle).toMatch(/^[A-Za-z0-9_-]+$/);
  const sealing = await parseSealingKey({
    text: await readFile(folder.files.sealing, "utf8"),
    origin: "test",
  });
  const { keyId, envelope } = await sealSecret(sealing, binding, "value");
  const ring = await loadOpeningRing({ TACIT_OPENING_KEY: bundle });
  expect(await openSecret(ring, { ...binding, keyId }, envelope)).toBe("value");
  // From a machine that was itself given a bundle, the same one comes out.
  expect(await exportRunnerBundle("/nowhere", { TACIT_OPENING_KEY: bundle })).toBe(bundle);
});

test("older keys go along, and open what was sealed under them", async () => {
  const [older, newer] = [await generateKeyTexts(), await generateKeyTexts()];
  const keysOf = (text: string): unknown[] => (JSON.parse(text) as { keys: unknown[] }).keys;
  const both = {
    tacit: "opening-keys",
    format: 1,
    keys: [...keysOf(newer.opening), ...keysOf(older.opening)],
  };
  await folder.firstStart();
  await overwriteKey(folder.files.opening, JSON.stringify(both));
  const ring = await loadOpeningRing({ TACIT_OPENING_KEY: await exportRunnerBundle(folder.dataDir, {}) });
  for (const texts of [older, newer]) {
    const sealing = await parseSealingKey({ text: texts.sealing, origin: "test" });
    const { keyId, envelope } = await sealSecret(sealing, binding, "value");
    expect(await openSecret(ring, { ...binding, keyId }, envelope)).toBe("value");
    expect(ring.current.keyId === keyId).toBe(texts === newer);
  }
});

test("a ring that holds a key twice is refused, and nothing is exported of damaged keys", async () => {
  await folder.firstStart();
  const { keys } = JSON.parse(await readFile(folder.files.opening, "utf8")) as { keys: unknown[] };
  const twice = { tacit: "opening-keys", format: 1, keys: [...keys, ...keys] };
  await overwriteKey(folder.files.opening, JSON.stringify(twice));
  await folder.expectRefusal(() => exportRunnerBundle(folder.dataDir, {}), "holds a key twice");
  await overwriteKey(folder.files.opening, JSON.stringify({ ...twice, keys: [] }));
  await folder.expectRefusal(() => exportRunnerBundle(folder.dataDir, {}), "The opening key is damaged");
});

test("a runner without any key setting is told which ones there are", async () => {
  await expect(loadOpeningRing({})).rejects.toThrow(
    "There is no opening key: set TACIT_OPENING_KEY_FILE or TACIT_OPENING_KEY.",
  );
});
