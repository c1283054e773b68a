// Guards sealing.json, the half of the keys that web holds: it seals, and nothing in it opens.

import type { KeyObject } from "node:crypto";

import type { CryptoKey } from "hpke";
import { z } from "zod";

import { KeyError } from "#lib/keys/key-error.ts";
import { deriveKeyId } from "#lib/keys/key-id.ts";
import { keyBytes, parseKeyText, pskOf } from "#lib/keys/key-text.ts";
import type { KeySource, KeyText } from "#lib/keys/read-key-text.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";

/** What web seals with: the runner's public key, and the PSK that shows that it was web who sealed. */
export type SealingKey = Readonly<{
  keyId: string;
  publicKey: CryptoKey;
  /** The same public key as 32 bytes. */
  publicKeyBytes: Uint8Array;
  /** 32 random bytes that web and runner hold and the database does not. */
  psk: KeyObject;
}>;

/** Where the sealing key comes from. */
export const SEALING_SOURCE: KeySource = {
  what: "sealing key",
  fileSetting: "TACIT_SEALING_KEY_FILE",
  textSetting: "TACIT_SEALING_KEY",
};

const sealingSchema = z.strictObject({
  tacit: z.literal("sealing-key"),
  format: z.literal(1),
  keyId: z.string(),
  publicKey: keyBytes,
  psk: keyBytes,
});

/** The sealing key in `text`. Throws KeyError unless it is whole and its parts belong together. */
export async function parseSealingKey(text: KeyText): Promise<SealingKey> {
  const {
    keyId,
    publicKey: publicKeyBytes,
    psk: pskBytes,
  } = parseKeyText(SEALING_SOURCE.what, sealingSchema, text);
  const psk = pskOf(pskBytes);
  if (deriveKeyId(publicKeyBytes, psk) !== keyId) {
    throw new KeyError(
      `The sealing key is damaged: the parts of ${text.origin} don't belong together. Restore it from a backup.`,
    );
  }
  return { keyId, publicKey: await hpkeSuite.DeserializePublicKey(publicKeyBytes), publicKeyBytes, psk };
}

/** The text of sealing.json, which parseSealingKey reads. */
export function encodeSealingKey(key: Pick<SealingKey, "keyId" | "publicKeyBytes" | "psk">): string {
  const json: z.input<typeof sealingSchema> = {
    tacit: "sealing-key",
    format: 1,
    keyId: key.keyId,
    publicKey: Buffer.from(key.publicKeyBytes).toString("base64url"),
    psk: key.psk.export().toString("base64url"),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
