// Guards what a sealed value is bound to: it opens in no other workspace, secret, name, version or key, and for no other purpose.

import { ENVELOPE_FORMAT, EnvelopeError } from "#lib/secrets/envelope.ts";

/** What a sealed value belongs to. */
export type SecretBinding = Readonly<{
  workspaceId: string;
  secretId: string;
  /** The secret's name, which never changes. */
  name: string;
  /** The stored row's own version number, from 1. */
  version: number;
}>;

/**
 * HPKE's `info`: product, purpose and format. An envelope made for one purpose does not open for another, even under the same key
 * and aad. RFC 9180 §8.1.
 */
export const INFO = {
  secretValue: new TextEncoder().encode(`tacit/secret-value/format-${ENVELOPE_FORMAT}`),
  keyCheck: new TextEncoder().encode(`tacit/key-check/format-${ENVELOPE_FORMAT}`),
} as const;

/**
 * HPKE's `aad` for a secret's value: each text as its length in bytes (4, big-endian) and its UTF-8, then the version (8, big-endian).
 * With the lengths in front no two different bindings give the same bytes. Throws EnvelopeError for an empty or ill-formed part.
 */
export function encodeAad(binding: SecretBinding & Readonly<{ keyId: string }>): Uint8Array {
  const { workspaceId, secretId, name, version, keyId } = binding;
  if (!Number.isSafeInteger(version) || version < 1) throw new EnvelopeError();
  const texts = [workspaceId, secretId, name, keyId].map((text) => {
    // A lone surrogate would be encoded as U+FFFD, and two different texts could give the same bytes.
    if (text === "" || !text.isWellFormed()) throw new EnvelopeError();
    return new TextEncoder().encode(text);
  });
  const aad = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 8));
  const view = new DataView(aad.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.length);
    aad.set(text, at + 4);
    at += 4 + text.length;
  }
  view.setBigUint64(at, BigInt(version));
  return aad;
}
