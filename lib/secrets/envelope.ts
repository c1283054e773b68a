// Guards the stored form of a sealed value: every sequence of bytes but the exact one is refused, with one uniform error.
//
// An envelope is public bytes; nothing here encrypts. All integers are big-endian.
//
//   magic "TACT"          4
//   format                1      ENVELOPE_FORMAT
//   KEM, KDF, AEAD ids    2 2 2  RFC 9180 §7
//   key id                1 + n  ASCII
//   encapsulated secret   2 + n  RFC 9180 "enc"
//   ciphertext            4 + n  the padded plaintext and the AEAD's tag
//
// The suite's ids take part in HPKE's key schedule, the key id in the aad and the format in `info`: a changed frame makes an
// envelope that does not open, never one that opens differently.

import { isPaddedLength } from "#lib/secrets/padding.ts";

/** Version of this frame together with the encoding of the aad and the padding. */
export const ENVELOPE_FORMAT = 1;

const MAGIC = Uint8Array.of(0x54, 0x41, 0x43, 0x54);
/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: the only suite of format 1. RFC 9180 §7.1–7.3. */
const SUITE_IDS = Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x02);
const ENC_BYTES = 32;
const TAG_BYTES = 16;
const KEY_ID = /^[a-z0-9_-]{1,64}$/;

/** The parts of an envelope that differ from one to the next. */
export type Envelope = Readonly<{ keyId: string; enc: Uint8Array; ciphertext: Uint8Array }>;

/**
 * The one answer to every malformed envelope, binding or padded plaintext. It never says what was wrong: whoever could use
 * that answer is an attacker.
 */
export class EnvelopeError extends Error {
  constructor() {
    super("The envelope is not valid.");
    this.name = "EnvelopeError";
  }
}

/** The bytes of an envelope. Throws EnvelopeError when a part is not one that parseEnvelope would give back. */
export function encodeEnvelope({ keyId, enc, ciphertext }: Envelope): Uint8Array {
  if (!KEY_ID.test(keyId) || enc.length !== ENC_BYTES || !isPaddedLength(ciphertext.length - TAG_BYTES)) {
    throw new EnvelopeError();
  }
  const id = new TextEncoder().encode(keyId);
  const bytes = new Uint8Array(
    MAGIC.length + 1 + SUITE_IDS.length + 1 + id.length + 2 + enc.length + 4 + ciphertext.length,
  );
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (part: Uint8Array): void => {
    bytes.set(part, at);
    at += part.length;
  };
  put(MAGIC);
  put(Uint8Array.of(ENVELOPE_FORMAT));
  put(SUITE_IDS);
  put(Uint8Array.of(id.length));
  put(id);
  view.setUint16(at, enc.length);
  at += 2;
  put(enc);
  view.setUint32(at, ciphertext.length);
  at += 4;
  put(ciphertext);
  return bytes;
}

/** The parts of an envelope, as copies. Throws EnvelopeError for anything that encodeEnvelope did not write, trailing bytes included. */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  // Every read is bounded here, so that no length field of the input can reach beyond it.
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new EnvelopeError();
    const part = new Uint8Array(bytes.subarray(at, at + length));
    at += length;
    return part;
  };
  const takeUint = (width: 1 | 2 | 4): number => {
    const start = at;
    take(width);
    return width === 1 ? view.getUint8(start) : width === 2 ? view.getUint16(start) : view.getUint32(start);
  };

  if (!equal(take(MAGIC.length), MAGIC)) throw new EnvelopeError();
  if (takeUint(1) !== ENVELOPE_FORMAT) throw new EnvelopeError();
  if (!equal(take(SUITE_IDS.length), SUITE_IDS)) throw new EnvelopeError();
  const keyId = String.fromCharCode(...take(takeUint(1)));
  const enc = take(takeUint(2));
  const ciphertext = take(takeUint(4));
  if (at !== bytes.length) throw new EnvelopeError();
  if (!KEY_ID.test(keyId) || enc.length !== ENC_BYTES) throw new EnvelopeError();
  if (!isPaddedLength(ciphertext.length - TAG_BYTES)) throw new EnvelopeError();
  return { keyId, enc, ciphertext };
}

// Both sides are public (a frame's constants), so time may depend on them.
function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
