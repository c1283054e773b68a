// Guards the only way from a sealed value to its text. Nothing outside runner/ may reach this file, even through others.

import { hpkeSuite } from "#lib/keys/suite.ts";
import { EnvelopeError, parseEnvelope } from "#lib/secrets/envelope.ts";
import { unpad } from "#lib/secrets/padding.ts";
import type { OpeningRing } from "#runner/keys/opening-ring.ts";

/**
 * Opens an envelope that was sealed under `keyId`, for the purpose of `info`, bound to `aad`, and gives its text, never an empty one. Throws –
 * EnvelopeError, or an error of the library – in every other case; callers turn them all into one.
 */
export async function openEnvelope(
  ring: OpeningRing,
  keyId: string,
  info: Uint8Array,
  aad: Uint8Array,
  envelope: Uint8Array,
): Promise<string> {
  const parsed = parseEnvelope(envelope);
  const key = ring.byId.get(keyId);
  if (key === undefined || parsed.keyId !== keyId) throw new EnvelopeError();
  const psk = key.psk.export();
  let padded: Uint8Array | undefined;
  try {
    const pskId = new TextEncoder().encode(keyId);
    padded = await hpkeSuite.Open(key.pair, parsed.enc, parsed.ciphertext, { info, aad, psk, pskId });
    const value = unpad(padded);
    if (value === null) throw new EnvelopeError();
    // ignoreBOM keeps a leading U+FEFF, which belongs to the value: what went in comes out byte for byte.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } finally {
    psk.fill(0);
    padded?.fill(0);
  }
}
