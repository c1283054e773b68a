// Guards the text form of keys: strict, so that a cut, merged or hand-edited key is refused and never half-used.

import { createSecretKey, type KeyObject } from "node:crypto";

import { z } from "zod";

import { KeyError } from "#lib/keys/key-error.ts";
import type { KeyText } from "#lib/keys/read-key-text.ts";

/** RFC 9180 §7.1 (X25519: 32-byte keys) and §9.5 (a PSK of at least 32 bytes). */
const KEY_BYTES = 32;

/** 32 bytes in canonical base64url without padding: 43 characters. */
export const keyBytes = z.string().transform((text, context): Uint8Array<ArrayBuffer> => {
  const bytes = Buffer.from(text, "base64url");
  // Node's decoder skips what it does not know; writing the bytes again shows whether it skipped something.
  if (bytes.length !== KEY_BYTES || bytes.toString("base64url") !== text) {
    context.addIssue({ code: "custom", message: "not 32 bytes of base64url" });
    return z.NEVER;
  }
  return new Uint8Array(bytes);
});

/** Reads `text` – JSON, or the same JSON as base64url – and checks it with `schema`. Throws KeyError, which never holds any of the text. */
export function parseKeyText<T>(what: string, schema: z.ZodType<T>, { text, origin }: KeyText): T {
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith("{") ? text : Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw new KeyError(`The ${what} is damaged: ${origin} is cut or is not a key. Restore it from a backup.`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw new KeyError(
      `The ${what} is damaged: ${origin} does not hold a whole ${what}. Restore it from a backup.`,
    );
  }
  return parsed.data;
}

/** The PSK as a KeyObject, which – unlike bytes – shows nothing when it is logged or put into JSON. */
export function pskOf(bytes: Uint8Array): KeyObject {
  const psk = createSecretKey(bytes);
  bytes.fill(0);
  return psk;
}
