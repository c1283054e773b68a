import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { KeyError } from "#lib/keys/key-error.ts";
import { encodeSealingKey } from "#lib/keys/sealing-format.ts";
import { getSealingKey, loadSealingKey } from "#lib/secrets/sealing-key.ts";

// A key made for this test and used for nothing else, in the form of the file.
const TEXT = `{
  "tacit": "sealing-key",
  "format": 1,
  "keyId": "kd2b825cb5bc14608",
  "publicKey": "OOjoapeKJX1FTf8Tgum2exwLRAbYuk2-mTY3yX4OBTc",
  "psk": "tWhFa8xm7AvHbVk_011TZ-AJ1f3rZaXKBeV215V7HT0"
}
`;

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tacit-sealing-"));
  file = join(directory, "sealing.json");
  await writeFile(file, TEXT, { mode: 0o400 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

test("the key is the same from a file, from JSON and from base64url, and is written as it was read", async () => {
  const base64url = Buffer.from(TEXT).toString("base64url");
  for (const env of [
    { TACIT_SEALING_KEY_FILE: file },
    { TACIT_SEALING_KEY: TEXT },
    { TACIT_SEALING_KEY: base64url },
    { TACIT_SEALING_KEY: ` ${base64url}\n`, TACIT_SEALING_KEY_FILE: "" },
  ]) {
    const key = await loadSealingKey(env);
    expect(key.keyId).toBe("kd2b825cb5bc14608");
    expect(encodeSealingKey(key)).toBe(TEXT);
  }
});

test.each([
  ["no setting", {}, "There is no sealing key: set TACIT_SEALING_KEY_FILE or TACIT_SEALING_KEY."],
  ["empty settings", { TACIT_SEALING_KEY: " ", TACIT_SEALING_KEY_FILE: "" }, "There is no sealing key: "],
  [
    "a text that is no key",
    { TACIT_SEALING_KEY: "hello" },
    "The sealing key is damaged: TACIT_SEALING_KEY is cut or ",
  ],
  [
    "a cut text",
    { TACIT_SEALING_KEY: TEXT.slice(0, 80) },
    "The sealing key is damaged: TACIT_SEALING_KEY is cut or ",
  ],
  [
    "a short PSK",
    { TACIT_SEALING_KEY: TEXT.replace("tWhF", "") },
    "TACIT_SEALING_KEY does not hold a whole sealing key",
  ],
  [
    "an empty PSK",
    { TACIT_SEALING_KEY: TEXT.replace(/"tWhF.*"/, '""') },
    "does not hold a whole sealing key",
  ],
  [
    "a PSK with padding",
    { TACIT_SEALING_KEY: TEXT.replace("7HT0", "7HT0=") },
    "does not hold a whole sealing key",
  ],
  [
    "a PSK with other characters",
    { TACIT_SEALING_KEY: TEXT.replace("tWhF", "tW F") },
    "does not hold a whole sealing key",
  ],
  ["another letter in the PSK", { TACIT_SEALING_KEY: TEXT.replace("tWhF", "tWhG") }, "don't belong together"],
  [
    "another letter in the public key",
    { TACIT_SEALING_KEY: TEXT.replace("OOjo", "OOjp") },
    "don't belong together",
  ],
  ["another key id", { TACIT_SEALING_KEY: TEXT.replace("kd2b", "kd2c") }, "don't belong together"],
])("%s is refused with one line that holds nothing of the key", async (_, env, message) => {
  const error: unknown = await loadSealingKey(env).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KeyError);
  const text = (error as KeyError).message;
  expect(text).toContain(message);
  expect(text).not.toMatch(/\n|OOj|tWh|hello/);
});

test("web reads its key once; a failure is not remembered", async () => {
  vi.stubEnv("TACIT_SEALING_KEY_FILE", file);
  await chmod(file, 0o644);
  await expect(getSealingKey()).rejects.toThrow("is open to other users of this machine");
  await chmod(file, 0o400);
  const key = await getSealingKey();
  await rm(file);
  expect(await getSealingKey()).toBe(key);
});
