// What a test needs to be web: its database role and its sealing key. The opening half of the key is thrown away at once.
import { createSecretKey, randomBytes } from "node:crypto";
import { webConnection } from "#lib/server/database.ts";
import { deriveKeyId } from "#lib/keys/key-id.ts";
import { encodeSealingKey } from "#lib/keys/sealing-format.ts";
import { hpkeSuite } from "#lib/keys/suite.ts";

/** Sets the environment as web has it, before anything of web's is used. `url` is the web role's. */
export async function becomeWeb(url: string): Promise<void> {
  process.env["TACIT_WEB_DATABASE_URL"] = url;
  process.env["NEXTAUTH_SECRET"] = randomBytes(32).toString("hex");
  const { publicKey } = await hpkeSuite.GenerateKeyPair(true);
  const publicKeyBytes = await hpkeSuite.SerializePublicKey(publicKey);
  const psk = createSecretKey(randomBytes(32));
  const keyId = deriveKeyId(publicKeyBytes, psk);
  process.env["TACIT_SEALING_KEY"] = encodeSealingKey({ keyId, publicKeyBytes, psk });
}

/** Ends web's connections. */
export async function stopBeingWeb(): Promise<void> {
  await webConnection().close();
}
