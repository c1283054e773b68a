// Guards the key files: written whole or not at all, readable by the owner alone, and never overwritten.

import { randomUUID } from "node:crypto";
import { chmod, link, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";

import { KeyError } from "#lib/keys/key-error.ts";

const TEMPORARY = /^\.(sealing|opening)\.json\.[0-9a-f-]{36}\.tmp$/;

/** Where the keys of a data folder are. */
export function keyFilesIn(
  dataDir: string,
): Readonly<{ directory: string; sealing: string; opening: string }> {
  const directory = join(dataDir, "keys");
  return { directory, sealing: join(directory, "sealing.json"), opening: join(directory, "opening.json") };
}

/** Whether something stands at `path`, good or bad. Throws KeyError when that can't be found out. */
export async function keyFileExists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw new KeyError(`The keys can't be read: ${path} (${codeOf(error)}).`);
  }
}

/**
 * Writes new key files (mode 0400) into `directory` (mode 0700), in the order given, each on disk before the next is begun. Throws KeyError, without
 * touching it, when one of them is there already.
 */
export async function writeKeyFiles(
  directory: string,
  files: readonly Readonly<{ name: "sealing.json" | "opening.json"; text: string }>[],
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    // What a start that was killed left behind; the caller's lock says that nobody else is writing.
    for (const name of await readdir(directory))
      if (TEMPORARY.test(name)) await unlink(join(directory, name));
    for (const { name, text } of files) await writeNew(directory, name, text);
  } catch (error) {
    if (isCode(error, "EEXIST"))
      throw new KeyError(`The keys are not overwritten: ${directory} holds some already.`);
    throw new KeyError(`The keys can't be written to ${directory} (${codeOf(error)}).`);
  }
}

async function writeNew(directory: string, name: string, text: string): Promise<void> {
  const temporary = join(directory, `.${name}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx", 0o400);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // link() and not rename(): it fails when the name is taken, where rename() would replace the only copy of a key.
    await link(temporary, join(directory, name));
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
