import "server-only";
// Guards the write-only rule: what goes in here comes out only in the runner. Web holds no key that opens.

import { AppError } from "#lib/errors.ts";
import type { SealingKey } from "#lib/keys/sealing-format.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";
import { encodeAad, INFO, type SecretBinding } from "#lib/secrets/binding.ts";
import { encodeEnvelope } from "#lib/secrets/envelope.ts";
import { pad } from "#lib/secrets/padding.ts";
import { checkSecretValue } from "#lib/secrets/value.ts";

/**
 * Seals `value` to `binding`: HPKE (RFC 9180) single-shot in mode_psk, with a fresh encapsulation, so sealing the same value twice gives
 * different bytes. Throws AppError INVALID for a value that checkSecretValue refuses, and EnvelopeError for an impossible binding.
 */
export async function sealSecret(
  key: SealingKey,
  binding: SecretBinding,
  value: string,
): Promise<{ keyId: string; envelope: Uint8Array }> {
  const checked = checkSecretValue(value);
  if (!checked.ok) throw new AppError("INVALID", checked.message, { value: checked.message });
  const aad = encodeAad({ ...binding, keyId: key.keyId });
  return { keyId: key.keyId, envelope: await sealEnvelope(key, INFO.secretValue, aad, value) };
}

/** Seals any text of 1 to MAX_VALUE_BYTES bytes for the purpose that `info` names, bound to `aad`. */
export async function sealEnvelope(
  key: SealingKey,
  info: Uint8Array,
  aad: Uint8Array,
  text: string,
): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const psk = key.psk.export();
  let padded: Uint8Array | undefined;
  try {
    padded = pad(bytes);
    const pskId = new TextEncoder().encode(key.keyId);
    const sealed = await hpkeSuite.Seal(key.publicKey, padded, { info, aad, psk, pskId });
    return encodeEnvelope({
      keyId: key.keyId,
      enc: sealed.encapsulatedSecret,
      ciphertext: sealed.ciphertext,
    });
  } finally {
    // Best effort: the string itself is the engine's and can't be overwritten.
    bytes.fill(0);
    padded?.fill(0);
    psk.fill(0);
  }
}
