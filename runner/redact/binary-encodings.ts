// Guards: a value is found in hex, base32 and base64, also in the middle of something larger.

/** Hex in both cases, base32, base64 and base64url (RFC 4648), the last two at each of the three offsets a byte can have. */
export function binaryForms(bytes: Buffer): Set<string> {
  const hex = bytes.toString("hex");
  return new Set([
    hex,
    hex.toUpperCase(),
    ...base32Forms(bytes),
    ...[0, 1, 2].flatMap((k) => base64Forms(bytes, k)),
  ]);
}

/** The forms of a short value: only its whole encoding can be told from other text. */
export function wholeBinaryForms(bytes: Buffer): string[] {
  const hex = bytes.toString("hex");
  return [hex, hex.toUpperCase(), bytes.toString("base64"), bytes.toString("base64url")];
}

/**
 * Base64 of the bytes when `offset` others stand before them. First and last character depend on neighbours where a group of six
 * bits crosses the border, so the form that is sure to appear leaves them out. The forms for "nothing follows" come
 * along, or the last character and the padding would stay and tell the last bits (actions/runner, ADR 297).
 */
function base64Forms(bytes: Buffer, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const first = [0, 2, 3][offset] ?? 0;
  const sure = Math.floor(((offset + bytes.length) * 8) / 6);
  const forms = [encoded.slice(first, sure), encoded.slice(first).replace(/=+$/, ""), encoded.slice(first)];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base32 from its start: what is sure when more bytes follow, and the whole with and without padding. */
function base32Forms(bytes: Buffer): string[] {
  let encoded = "";
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) encoded += BASE32.charAt((pending >>> (bits - 5)) & 31);
  }
  const whole = bits === 0 ? encoded : encoded + BASE32.charAt((pending << (5 - bits)) & 31);
  return [encoded, whole, whole.padEnd(Math.ceil(whole.length / 8) * 8, "=")];
}
