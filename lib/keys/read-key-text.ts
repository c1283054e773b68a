// Guards where keys come from: one place, readable by nobody else, whole or refused.

import { open } from "node:fs/promises";

import { KeyError } from "#lib/keys/key-error.ts";

/** One half of the keys: its name in messages, and the two settings that can give it. */
export type KeySource = Readonly<{ what: string; fileSetting: string; textSetting: string }>;

/** Far above any real key file; a bigger one is something else. */
const MAX_FILE_BYTES = 64 * 1024;

/** A key's text and, for messages, where it came from. */
export type KeyText = Readonly<{ text: string; origin: string }>;

/**
 * The text of a key from the setting that holds it, or from the file that a setting names, or from `defaultFile`. A setting that is empty counts
 * as not set. Throws KeyError when there is none, when both settings are there, and for a file that readKeyFile refuses.
 */
export async function readKeyText(
  source: KeySource,
  env: Readonly<Record<string, string | undefined>>,
  defaultFile?: string,
): Promise<KeyText> {
  const text = env[source.textSetting]?.trim();
  const file = env[source.fileSetting] === "" ? undefined : env[source.fileSetting];
  if (text && file !== undefined) {
    throw new KeyError(`Both ${source.textSetting} and ${source.fileSetting} are set: keep one of them.`);
  }
  if (text) return { text, origin: source.textSetting };
  const path = file ?? defaultFile;
  if (path === undefined) {
    throw new KeyError(`There is no ${source.what}: set ${source.fileSetting} or ${source.textSetting}.`);
  }
  return { text: await readKeyFile(source.what, path), origin: path };
}

/**
 * A key file's text. Throws KeyError when it is missing, no regular file, empty, too big, or open to the group or to others: a key
 * that others could read has to be looked at by a person, not used.
 */
async function readKeyFile(what: string, path: string): Promise<string> {
  let handle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    throw new KeyError(`The ${what} can't be read: ${path} ${reasonOf(error)}.`);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new KeyError(`The ${what} can't be read: ${path} is not a file.`);
    // Windows has no such bits.
    if (process.platform !== "win32" && (stats.mode & 0o077) !== 0) {
      throw new KeyError(
        `The ${what} is open to other users of this machine: ${path} has mode ${(stats.mode & 0o777).toString(8).padStart(4, "0")}. Run: chmod 0400 ${path}`,
      );
    }
    if (stats.size === 0) throw new KeyError(`The ${what} is empty: ${path}. Restore it from a backup.`);
    if (stats.size > MAX_FILE_BYTES) throw new KeyError(`The ${what} is not a key file: ${path} is too big.`);
    return (await handle.readFile("utf8")).trim();
  } finally {
    await handle.close();
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist. Restore it from a backup";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this process";
  return "could not be opened";
}
