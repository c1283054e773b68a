import "server-only";

import { readKeyText } from "#lib/keys/read-key-text.ts";
import { parseSealingKey, SEALING_SOURCE, type SealingKey } from "#lib/keys/sealing-format.ts";

let cached: Promise<SealingKey> | undefined;

/**
 * Web's sealing key from TACIT_SEALING_KEY_FILE or TACIT_SEALING_KEY, read once for the life of the process. Throws KeyError, whose one line says what
 * to do; a failure is not remembered.
 */
export function getSealingKey(): Promise<SealingKey> {
  cached ??= loadSealingKey(process.env).catch((error: unknown) => {
    cached = undefined;
    throw error;
  });
  return cached;
}

/** Reads the sealing key that `env` names, anew. Throws KeyError. */
export async function loadSealingKey(env: Readonly<Record<string, string | undefined>>): Promise<SealingKey> {
  return parseSealingKey(await readKeyText(SEALING_SOURCE, env));
}
