import { beforeAll, describe, expect, test } from "vitest";

import type { SealingKey } from "#lib/keys/sealing-format.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";
import { encodeAad, INFO } from "#lib/secrets/binding.ts";
import { encodeEnvelope, parseEnvelope } from "#lib/secrets/envelope.ts";
import { pad } from "#lib/secrets/padding.ts";
import { sealEnvelope, sealSecret } from "#lib/secrets/seal.ts";
import type { OpeningRing } from "#runner/keys/opening-ring.ts";
import { makeTestKeys } from "#runner/keys/test-keys.ts";
import { openSecret, OpenSecretError } from "#runner/open.ts";

const VALUE = "pat-eu1-4f1c";
const binding = { workspaceId: "0199-w", secretId: "0199-s", name: "HUBSPOT_API_KEY", version: 3 };

let sealing: SealingKey;
let ring: OpeningRing;
let other: Awaited<ReturnType<typeof makeTestKeys>>;
let envelope: Uint8Array;
let keyId: string;

beforeAll(async () => {
  ({ sealing, ring } = await makeTestKeys());
  other = await makeTestKeys();
  ({ envelope, keyId } = await sealSecret(sealing, binding, VALUE));
});

/** Refused, and with nothing in the error that tells one reason from another. */
async function expectRefused(attempt: Promise<string>): Promise<void> {
  const error: unknown = await attempt.then(
    () => "it opened",
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OpenSecretError);
  const { message, cause, name } = error as Error;
  expect({ message, cause, name, own: Object.keys(error as Error).sort() }).toEqual({
    message: "The sealed value could not be opened.",
    cause: undefined,
    name: "OpenSecretError",
    own: ["name"],
  });
}

test("what was sealed opens with the same binding and key", async () => {
  expect(await openSecret(ring, { ...binding, keyId }, envelope)).toBe(VALUE);
});

test.each([
  ["a trailing newline", "abc\n"],
  ["CR and LF", "a\r\nb\rc\n"],
  ["a byte order mark in front", "\uFEFFabc"],
  ["one character", "x"],
  ["characters beyond the BMP", "🔑ключ鍵"],
  ["not normalised Unicode", "e\u0301 \u00e9"],
  ["control characters", "a\u0001\u001b[0m\u007f"],
  ["64 KiB", "k".repeat(65_536)],
])("a value with %s comes out exactly as it went in", async (_, value) => {
  const sealed = await sealSecret(sealing, binding, value);
  expect(await openSecret(ring, { ...binding, keyId: sealed.keyId }, sealed.envelope)).toBe(value);
});

describe("an envelope does not open", () => {
  test.each([
    ["another workspace", { workspaceId: "0199-x" }],
    ["another secret", { secretId: "0199-t" }],
    ["another name", { name: "HUBSPOT_API_KEy" }],
    ["another version", { version: 2 }],
    ["a version that can't be", { version: 0 }],
    ["a fractional version", { version: 3.5 }],
    ["an empty name", { name: "" }],
    ["an ill-formed name", { name: "\ud800" }],
    ["workspace and secret that read the same when joined", { workspaceId: "0199-w0199-s", secretId: "" }],
    ["workspace and secret cut elsewhere", { workspaceId: "0199-w0", secretId: "199-s" }],
  ])("with %s", async (_, change) => {
    await expectRefused(openSecret(ring, { ...binding, keyId, ...change }, envelope));
  });

  test("with an unknown key id, or one of another key in the ring", async () => {
    const both: OpeningRing = {
      current: other.ring.current,
      byId: new Map([...ring.byId, ...other.ring.byId]),
    };
    expect(await openSecret(both, { ...binding, keyId }, envelope)).toBe(VALUE);
    await expectRefused(openSecret(ring, { ...binding, keyId: "k0000000000000000" }, envelope));
    await expectRefused(openSecret(both, { ...binding, keyId: other.sealing.keyId }, envelope));
  });

  test("with the right pair and a wrong PSK, nor with the right PSK and a wrong pair", async () => {
    const ringWith = (change: object): OpeningRing => {
      const key = { ...ring.current, ...change };
      return { current: key, byId: new Map([[key.keyId, key]]) };
    };
    expect(await openSecret(ringWith({}), { ...binding, keyId }, envelope)).toBe(VALUE);
    await expectRefused(
      openSecret(ringWith({ psk: other.ring.current.psk }), { ...binding, keyId }, envelope),
    );
    await expectRefused(
      openSecret(ringWith({ pair: other.ring.current.pair }), { ...binding, keyId }, envelope),
    );
  });

  test("when it was sealed by somebody who knows the public key and not the PSK", async () => {
    const planted = await sealSecret({ ...sealing, psk: other.sealing.psk }, binding, "planted");
    expect(planted.keyId).toBe(keyId);
    await expectRefused(openSecret(ring, { ...binding, keyId }, planted.envelope));
  });

  test("when it was sealed for another purpose", async () => {
    const aad = encodeAad({ ...binding, keyId });
    // The control: by the same way, with the right purpose.
    const control = await sealEnvelope(sealing, INFO.secretValue, aad, VALUE);
    expect(await openSecret(ring, { ...binding, keyId }, control)).toBe(VALUE);
    await expectRefused(
      openSecret(ring, { ...binding, keyId }, await sealEnvelope(sealing, INFO.keyCheck, aad, VALUE)),
    );
  });

  test.each([
    ["is not UTF-8", Uint8Array.of(0x61, 0xff, 0x62)],
    ["ends inside a character", Uint8Array.of(0x61, 0xe2, 0x82)],
    ["is a surrogate in UTF-8's clothes", Uint8Array.of(0xed, 0xa0, 0x80)],
  ])("when its text %s, whoever sealed it", async (_, bytes) => {
    const sealBytes = async (text: Uint8Array): Promise<Uint8Array> => {
      const [aad, psk] = [encodeAad({ ...binding, keyId }), sealing.psk.export()];
      const options = { info: INFO.secretValue, aad, psk, pskId: new TextEncoder().encode(keyId) };
      const sealed = await hpkeSuite.Seal(sealing.publicKey, pad(text), options);
      return encodeEnvelope({ keyId, enc: sealed.encapsulatedSecret, ciphertext: sealed.ciphertext });
    };
    const control = await sealBytes(new TextEncoder().encode(VALUE));
    expect(await openSecret(ring, { ...binding, keyId }, control)).toBe(VALUE);
    await expectRefused(openSecret(ring, { ...binding, keyId }, await sealBytes(bytes)));
  });

  test("with any one bit of any of its bytes flipped", async () => {
    for (let at = 0; at < envelope.length; at += 1) {
      const flipped = new Uint8Array(envelope);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await expectRefused(openSecret(ring, { ...binding, keyId }, flipped));
    }
  });

  test("cut at any place, or with a byte more", async () => {
    for (let length = 0; length < envelope.length; length += 1) {
      await expectRefused(openSecret(ring, { ...binding, keyId }, envelope.subarray(0, length)));
    }
    await expectRefused(openSecret(ring, { ...binding, keyId }, Uint8Array.of(...envelope, 0)));
  });
});

test("sealing the same value twice gives different bytes of the same length", async () => {
  const again = await sealSecret(sealing, binding, VALUE);
  expect(again.envelope).toHaveLength(envelope.length);
  expect(again.envelope).not.toEqual(envelope);
  expect(parseEnvelope(again.envelope).enc).not.toEqual(parseEnvelope(envelope).enc);
});

test("the size tells the bucket and nothing finer", async () => {
  const sizeOf = async (value: string): Promise<number> =>
    (await sealSecret(sealing, binding, value)).envelope.length;
  const sizes = await Promise.all([1, 8, 40, 256].map((length) => sizeOf("v".repeat(length))));
  expect(new Set(sizes).size).toBe(1);
  expect(await sizeOf("v".repeat(257))).toBe(await sizeOf("v".repeat(512)));
  expect(await sizeOf("v".repeat(257))).toBeGreaterThan(sizes[0]!);
  // The length that counts is the one in bytes.
  expect(await sizeOf("é".repeat(128))).toBe(sizes[0]);
  expect(await sizeOf("é".repeat(129))).toBe(await sizeOf("v".repeat(512)));
});

test("the envelope holds neither the value nor the binding", () => {
  const text = Buffer.from(envelope).toString("latin1");
  expect(text).toContain(keyId);
  for (const part of [VALUE, binding.name, binding.workspaceId, binding.secretId])
    expect(text).not.toContain(part);
});

test.each([
  ["the empty value", ""],
  ["a value over 64 KiB", "v".repeat(65_537)],
  ["a NUL", "a\0b"],
  ["a lone surrogate", "a\ud83db"],
])("sealing refuses %s", async (_, value) => {
  await expect(sealSecret(sealing, binding, value)).rejects.toMatchObject({ code: "INVALID" });
});

test("the keys show nothing of themselves when they are logged", () => {
  const psk = sealing.psk.export();
  for (const key of [sealing, ring]) {
    const shown = JSON.stringify(key) + JSON.stringify([...ring.byId.values()]);
    expect(shown).not.toContain(psk.toString("base64url"));
    expect(shown).not.toContain(psk.toString("hex"));
    expect(shown).not.toContain([...psk].slice(0, 4).join(","));
  }
  expect(ring.current.pair.privateKey).toMatchObject({ extractable: false });
});
