import { describe, expect, test } from "vitest";

import { encodeEnvelope, EnvelopeError, parseEnvelope } from "#lib/secrets/envelope.ts";

const parts = {
  keyId: "k0123456789abcdef",
  enc: new Uint8Array(32).fill(7),
  ciphertext: new Uint8Array(4 + 256 + 16).fill(9),
};
const bytes = encodeEnvelope(parts);

// Where each field begins, as the format's table has it.
const AT = {
  format: 4,
  suite: 5,
  keyIdLength: 11,
  keyId: 12,
  encLength: 29,
  enc: 31,
  ciphertextLength: 63,
  ciphertext: 67,
};

const changed = (change: (copy: Uint8Array, view: DataView) => void): Uint8Array => {
  const copy = new Uint8Array(bytes);
  change(copy, new DataView(copy.buffer));
  return copy;
};

test("what was written is read again, from a view into a larger buffer too", () => {
  expect(parseEnvelope(bytes)).toEqual(parts);
  const larger = new Uint8Array(bytes.length + 20).fill(1);
  larger.set(bytes, 10);
  expect(parseEnvelope(larger.subarray(10, 10 + bytes.length))).toEqual(parts);
  expect(parseEnvelope(Buffer.from(bytes))).toEqual(parts);
});

test("the parts are copies: overwriting them leaves the envelope", () => {
  const buffer = Buffer.from(bytes);
  parseEnvelope(buffer).ciphertext.fill(0);
  expect(parseEnvelope(buffer)).toEqual(parts);
});

test("the layout is the documented one", () => {
  expect(Buffer.from(bytes.subarray(0, AT.keyId)).toString("hex")).toBe(
    "54414354" + "01" + "002000010002" + "11",
  );
  expect(Buffer.from(bytes.subarray(AT.keyId, AT.encLength)).toString()).toBe(parts.keyId);
  expect([bytes[AT.encLength], bytes[AT.encLength + 1], bytes[AT.enc]]).toEqual([0, 32, 7]);
  expect([...bytes.subarray(AT.ciphertextLength, AT.ciphertext + 1)]).toEqual([0, 0, 1, 20, 9]);
  expect(bytes).toHaveLength(AT.ciphertext + 276);
});

describe("an envelope is refused", () => {
  test.each([
    ["with no bytes", new Uint8Array()],
    ["with another magic", changed((copy) => (copy[0] = 0x74))],
    ["of format 0", changed((copy) => (copy[AT.format] = 0))],
    ["of a later format", changed((copy) => (copy[AT.format] = 2))],
    ["with an unknown KEM", changed((copy) => (copy[AT.suite + 1] = 0x21))],
    ["with an unknown KDF", changed((copy) => (copy[AT.suite + 3] = 3))],
    ["with an unknown AEAD", changed((copy) => (copy[AT.suite + 5] = 1))],
    ["with an empty key id", changed((copy) => (copy[AT.keyIdLength] = 0))],
    ["with a key id that reaches into the next field", changed((copy) => (copy[AT.keyIdLength] = 18))],
    ["with a key id beyond the end", changed((copy) => (copy[AT.keyIdLength] = 255))],
    ["with a key id that is not ASCII", changed((copy) => (copy[AT.keyId] = 0xeb))],
    ["with an upper-case key id", changed((copy) => (copy[AT.keyId] = 0x4b))],
    [
      "with an encapsulated secret of 31 bytes",
      changed((_, view) => {
        view.setUint16(AT.encLength, 31);
      }),
    ],
    [
      "with a ciphertext length one short",
      changed((_, view) => {
        view.setUint32(AT.ciphertextLength, 275);
      }),
    ],
    [
      "with a ciphertext length one over",
      changed((_, view) => {
        view.setUint32(AT.ciphertextLength, 277);
      }),
    ],
    [
      "with the greatest ciphertext length",
      changed((_, view) => {
        view.setUint32(AT.ciphertextLength, 0xffffffff);
      }),
    ],
    ["with a byte behind it", Uint8Array.of(...bytes, 0)],
    ["with itself behind it", Uint8Array.of(...bytes, ...bytes)],
  ])("%s", (_, envelope) => {
    expect(() => parseEnvelope(envelope)).toThrow(new EnvelopeError());
  });

  test("cut at any place", () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => parseEnvelope(bytes.subarray(0, length))).toThrow(new EnvelopeError());
    }
  });
});

test.each([
  ["an empty key id", { keyId: "" }],
  ["a key id over 64 characters", { keyId: "k".repeat(65) }],
  ["a key id with other characters", { keyId: "k.1" }],
  ["a short encapsulated secret", { enc: new Uint8Array(31) }],
  ["a ciphertext of no bucket's size", { ciphertext: new Uint8Array(300) }],
  ["an empty ciphertext", { ciphertext: new Uint8Array() }],
])("no envelope is written with %s", (_, change) => {
  expect(() => encodeEnvelope({ ...parts, ...change })).toThrow(new EnvelopeError());
});
