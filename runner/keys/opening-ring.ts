// Guards the opening keys: they are loaded in the runner's process and nowhere else.

import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

import type { CryptoKey } from "hpke";
import { z } from "zod";

import { KeyError } from "#lib/keys/key-error.ts";
import { deriveKeyId } from "#lib/keys/key-id.ts";
import { keyBytes, parseKeyText, pskOf } from "#lib/keys/key-text.ts";
import { readKeyText, type KeySource, type KeyText } from "#lib/keys/read-key-text.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";

/** A pair and the PSK that goes with it. The private key can't be exported again. */
export type OpeningKey = Readonly<{
  keyId: string;
  pair: Readonly<{ publicKey: CryptoKey; privateKey: CryptoKey }>;
  publicKeyBytes: Uint8Array;
  psk: KeyObject;
}>;

/** Every key that still opens something: the current one and those that a rotation left behind, by key id. */
export type OpeningRing = Readonly<{ current: OpeningKey; byId: ReadonlyMap<string, OpeningKey> }>;

/** Where the opening keys come from. */
export const OPENING_SOURCE: KeySource = {
  what: "opening key",
  fileSetting: "TACIT_OPENING_KEY_FILE",
  textSetting: "TACIT_OPENING_KEY",
};

/** opening.json: the current key first, then older ones. */
export const openingSchema = z.strictObject({
  tacit: z.literal("opening-keys"),
  format: z.literal(1),
  keys: z
    .array(z.strictObject({ keyId: z.string(), publicKey: keyBytes, privateKey: keyBytes, psk: keyBytes }))
    .min(1),
});

/** The runner's keys from TACIT_OPENING_KEY_FILE or TACIT_OPENING_KEY. Throws KeyError, whose one line says what to do. */
export async function loadOpeningRing(
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpeningRing> {
  return parseOpeningRing(await readKeyText(OPENING_SOURCE, env));
}

/** The ring in `text`. Throws KeyError unless every key in it is whole and its parts belong together. */
export async function parseOpeningRing(text: KeyText): Promise<OpeningRing> {
  const { keys } = parseKeyText(OPENING_SOURCE.what, openingSchema, text);
  const ring = await Promise.all(keys.map((key) => importKey(key, text.origin)));
  const byId = new Map(ring.map((key) => [key.keyId, key]));
  const [current] = ring;
  if (current === undefined || byId.size !== ring.length) {
    throw new KeyError(
      `The opening key is damaged: ${text.origin} holds a key twice. Restore it from a backup.`,
    );
  }
  return { current, byId };
}

type RawKey = z.output<typeof openingSchema>["keys"][number];

async function importKey(raw: RawKey, origin: string): Promise<OpeningKey> {
  const { keyId, publicKey: publicKeyBytes, privateKey: privateBytes } = raw;
  const psk = pskOf(raw.psk);
  try {
    if (!belongTogether(privateBytes, publicKeyBytes) || deriveKeyId(publicKeyBytes, psk) !== keyId) {
      throw new KeyError(
        `The opening key is damaged: the parts of ${origin} don't belong together. Restore it from a backup.`,
      );
    }
    const privateKey = await hpkeSuite.DeserializePrivateKey(privateBytes);
    return {
      keyId,
      pair: { publicKey: await hpkeSuite.DeserializePublicKey(publicKeyBytes), privateKey },
      publicKeyBytes,
      psk,
    };
  } finally {
    privateBytes.fill(0);
  }
}

// HPKE mixes the public key into the shared secret, so a wrong one would show only as "does not open".
function belongTogether(privateBytes: Uint8Array, publicKeyBytes: Uint8Array): boolean {
  const x = Buffer.from(publicKeyBytes).toString("base64url");
  const d = Buffer.from(privateBytes).toString("base64url");
  try {
    const privateKey = createPrivateKey({ key: { kty: "OKP", crv: "X25519", x, d }, format: "jwk" });
    return createPublicKey(privateKey).export({ format: "jwk" }).x === x;
  } catch {
    // Node itself refuses a JWK whose halves don't match.
    return false;
  }
}
