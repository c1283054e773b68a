import { createSecretKey, randomBytes } from "node:crypto";

import type { z } from "zod";

import { deriveKeyId } from "#lib/keys/key-id.ts";
import { encodeSealingKey } from "#lib/keys/sealing-format.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";
import type { openingSchema } from "#runner/keys/opening-ring.ts";

/** Both files' texts of one new key. Whoever holds them holds everything: they go to the files and nowhere else. */
export type KeyTexts = Readonly<{ sealing: string; opening: string }>;

/** A new X25519 pair and a new PSK of 32 random bytes, as the texts of sealing.json and opening.json. */
export async function generateKeyTexts(): Promise<KeyTexts> {
  const pair = await hpkeSuite.GenerateKeyPair(true);
  const publicKeyBytes = await hpkeSuite.SerializePublicKey(pair.publicKey);
  const privateBytes = await hpkeSuite.SerializePrivateKey(pair.privateKey);
  const pskBytes = randomBytes(32);
  const psk = createSecretKey(pskBytes);
  const keyId = deriveKeyId(publicKeyBytes, psk);
  const opening: z.input<typeof openingSchema> = {
    tacit: "opening-keys",
    format: 1,
    keys: [
      {
        keyId,
        publicKey: Buffer.from(publicKeyBytes).toString("base64url"),
        privateKey: Buffer.from(privateBytes).toString("base64url"),
        psk: pskBytes.toString("base64url"),
      },
    ],
  };
  privateBytes.fill(0);
  pskBytes.fill(0);
  return {
    sealing: encodeSealingKey({ keyId, publicKeyBytes, psk }),
    opening: `${JSON.stringify(opening, null, 2)}\n`,
  };
}
