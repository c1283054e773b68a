// That the sealed bytes are HPKE as RFC 9180 has it, and not merely something that our own opener understands. The RFC prints no vectors for
// AES-256-GCM, so an independent opener, written below from the RFC on Node's own crypto, is first held against the RFC's vectors for
// AES-128-GCM, and then opens what we sealed. The two suites differ in the AEAD's id, its key's length and nothing else.

import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";

import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from "hpke";
import { expect, test } from "vitest";

import { parseSealingKey } from "#lib/keys/sealing-format.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";
import { parseEnvelope } from "#lib/secrets/envelope.ts";
import { sealSecret } from "#lib/secrets/seal.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";

const hex = (text: string): Buffer => Buffer.from(text, "hex");

/** RFC 9180, appendix A.1.2: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, mode_psk, sequence number 0. */
const VECTOR = {
  info: hex("4f6465206f6e2061204772656369616e2055726e"),
  publicKey: hex("9fed7e8c17387560e92cc6462a68049657246a09bfa8ade7aefe589672016366"),
  privateKey: hex("c5eb01eb457fe6c6f57577c5413b931550a162c71a03ac8d196babbd4e5ce0fd"),
  psk: hex("0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82"),
  pskId: hex("456e6e796e20447572696e206172616e204d6f726961"),
  enc: hex("0ad0950d9fb9588e59690b74f1237ecdf1d775cd60be2eca57af5a4b0471c91b"),
  plaintext: hex("4265617574792069732074727574682c20747275746820626561757479"),
  aad: hex("436f756e742d30"),
  ciphertext: hex(
    "e52c6fed7f758d0cf7145689f21bc1be6ec9ea097fef4e959440012f4feb73fb611b946199e681f4cfc34db8ea",
  ),
};

type ReferenceInput = Omit<typeof VECTOR, "plaintext">;

/** RFC 9180 §4–§5 for mode_psk, written from its text. `aeadId` is 1 (AES-128-GCM) or 2 (AES-256-GCM). */
function referenceOpen(input: ReferenceInput, aeadId: 1 | 2): Buffer {
  const kemId = hex("0020");
  const kem = Buffer.concat([Buffer.from("KEM"), kemId]);
  const hpke = Buffer.concat([Buffer.from("HPKE"), kemId, hex("0001"), Buffer.of(0, aeadId)]);
  const hmac = (key: Buffer, ...parts: Buffer[]): Buffer =>
    createHmac("sha256", key).update(Buffer.concat(parts)).digest();
  const extract = (suite: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer =>
    hmac(salt, Buffer.from("HPKE-v1"), suite, Buffer.from(label), ikm);
  // At most 32 bytes are ever needed here: one block of HKDF-Expand.
  const expand = (suite: Buffer, prk: Buffer, label: string, info: Buffer, length: number): Buffer =>
    hmac(
      prk,
      Buffer.of(0, length),
      Buffer.from("HPKE-v1"),
      suite,
      Buffer.from(label),
      info,
      Buffer.of(1),
    ).subarray(0, length);
  const none = Buffer.alloc(0);

  const jwk = (x: Buffer, d?: Buffer): object => ({
    ...{ kty: "OKP", crv: "X25519", x: x.toString("base64url") },
    ...(d && { d: d.toString("base64url") }),
  });
  const dh = diffieHellman({
    privateKey: createPrivateKey({ key: jwk(input.publicKey, input.privateKey), format: "jwk" }),
    publicKey: createPublicKey({ key: jwk(input.enc), format: "jwk" }),
  });
  const kemContext = Buffer.concat([input.enc, input.publicKey]);
  const shared = expand(kem, extract(kem, none, "eae_prk", dh), "shared_secret", kemContext, 32);
  const context = Buffer.concat([
    Buffer.of(1),
    extract(hpke, none, "psk_id_hash", input.pskId),
    extract(hpke, none, "info_hash", input.info),
  ]);
  const secret = extract(hpke, shared, "secret", input.psk);
  const key = expand(hpke, secret, "key", context, aeadId === 1 ? 16 : 32);
  const nonce = expand(hpke, secret, "base_nonce", context, 12);

  const decipher = createDecipheriv(aeadId === 1 ? "aes-128-gcm" : "aes-256-gcm", key, nonce);
  decipher.setAAD(input.aad).setAuthTag(input.ciphertext.subarray(-16));
  return Buffer.concat([decipher.update(input.ciphertext.subarray(0, -16)), decipher.final()]);
}

test("the independent opener agrees with the RFC's vector", () => {
  expect(referenceOpen(VECTOR, 1)).toEqual(VECTOR.plaintext);
});

test("the library agrees with the RFC's vector", async () => {
  const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
  const pair = {
    privateKey: await suite.DeserializePrivateKey(VECTOR.privateKey),
    publicKey: await suite.DeserializePublicKey(VECTOR.publicKey),
  };
  const { enc, ciphertext, info, aad, psk, pskId } = VECTOR;
  const opened = await suite.Open(pair, enc, ciphertext, { info, aad, psk, pskId });
  expect(Buffer.from(opened)).toEqual(VECTOR.plaintext);
});

test("our suite is DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM", () => {
  expect([hpkeSuite.KEM.id, hpkeSuite.KDF.id, hpkeSuite.AEAD.id]).toEqual([0x0020, 0x0001, 0x0002]);
});

test("the independent opener opens our envelope, from nothing but the stored bytes, the keys and the documented encodings", async () => {
  const texts = await generateKeyTexts();
  const opening = JSON.parse(texts.opening) as { keys: Record<"privateKey" | "publicKey" | "psk", string>[] };
  const [raw] = opening.keys;
  const sealing = await parseSealingKey({ text: texts.sealing, origin: "test" });
  const binding = { workspaceId: "w1", secretId: "s22", name: "HUBSPOT_API_KEY", version: 3 };
  const { envelope, keyId } = await sealSecret(sealing, binding, "pat-eu1-4f1c");

  const prefixed = (text: string): Buffer[] => [Buffer.of(0, 0, 0, text.length), Buffer.from(text)];
  const { enc, ciphertext } = parseEnvelope(envelope);
  const opened = referenceOpen(
    {
      info: Buffer.from("tacit/secret-value/format-1"),
      aad: Buffer.concat([
        ...["w1", "s22", "HUBSPOT_API_KEY", keyId].flatMap(prefixed),
        Buffer.of(0, 0, 0, 0, 0, 0, 0, 3),
      ]),
      pskId: Buffer.from(keyId),
      psk: Buffer.from(raw!.psk, "base64url"),
      publicKey: Buffer.from(raw!.publicKey, "base64url"),
      privateKey: Buffer.from(raw!.privateKey, "base64url"),
      enc: Buffer.from(enc),
      ciphertext: Buffer.from(ciphertext),
    },
    2,
  );
  expect(opened).toEqual(
    Buffer.concat([Buffer.of(0, 0, 0, 12), Buffer.from("pat-eu1-4f1c"), Buffer.alloc(256 - 12)]),
  );
});
