import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect } from "vitest";

import { KeyError } from "#lib/keys/key-error.ts";
import type { KeyCheck } from "#lib/keys/sealing-check.ts";
import { keyFilesIn } from "#runner/keys/key-files.ts";
import { settleKeys, type SettledKeys } from "#runner/keys/settle-keys.ts";

/** A data folder of its own for each test, and what can be done with it. */
export class KeyFolder {
  dataDir = "";

  constructor() {
    beforeEach(async () => {
      this.dataDir = await mkdtemp(join(tmpdir(), "tacit-keys-"));
    });
    afterEach(async () => {
      await rm(this.dataDir, { recursive: true, force: true });
    });
  }

  get files(): ReturnType<typeof keyFilesIn> {
    return keyFilesIn(this.dataDir);
  }

  settle(
    rows: readonly KeyCheck[] = [],
    more: { env?: Record<string, string>; holdsSealedValues?: boolean } = {},
  ): Promise<SettledKeys> {
    return settleKeys({ rows, holdsSealedValues: false, dataDir: this.dataDir, env: {}, ...more });
  }

  /** A first start: keys made, and the row that the database now has. */
  async firstStart(): Promise<KeyCheck> {
    const settled = await this.settle();
    if (settled.outcome !== "made") throw new Error("no keys were made");
    return settled.check;
  }

  /** Everything in the data folder, to show that nothing was written. */
  async snapshot(): Promise<Record<string, string>> {
    const names = await readdir(this.dataDir, { recursive: true });
    const entries = names.sort().map(async (name) => {
      const stats = await lstat(join(this.dataDir, name));
      const content = stats.isFile() ? (await readFile(join(this.dataDir, name))).toString("hex") : "";
      return [name, `${stats.mode.toString(8)} ${stats.mtimeMs} ${content}`] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Refused with one clear line that holds nothing of any key, and nothing written. */
  async expectRefusal(attempt: () => Promise<unknown>, message: string): Promise<void> {
    const before = await this.snapshot();
    const error: unknown = await attempt().then(
      () => "it was accepted",
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(KeyError);
    const text = (error as KeyError).message;
    expect(text).toContain(message);
    expect(text).not.toContain("\n");
    expect(text.replaceAll(this.dataDir, "")).not.toMatch(/[A-Za-z0-9_-]{24}/);
    expect((error as KeyError).cause).toBeUndefined();
    expect(await this.snapshot()).toEqual(before);
  }
}

/** Replaces a key file, which can't be written to. */
export async function overwriteKey(path: string, content: string | Buffer): Promise<void> {
  await rm(path);
  await writeFile(path, content, { mode: 0o400 });
}
