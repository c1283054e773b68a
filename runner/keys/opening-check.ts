// Guards against a runner that holds the wrong keys: it would answer every action that its secret is damaged.

import { KeyError } from "#lib/keys/key-error.ts";
import { computeSealingCheck, type KeyCheck } from "#lib/keys/sealing-check.ts";
import type { SealingKey } from "#lib/keys/sealing-format.ts";
import { INFO } from "#lib/secrets/binding.ts";
import { sealEnvelope } from "#lib/secrets/seal.ts";
import type { OpeningRing } from "#runner/keys/opening-ring.ts";
import { openEnvelope } from "#runner/open-envelope.ts";

/** The row of key_checks for a new key, made with its sealing half alone. */
export async function makeKeyCheck(key: SealingKey): Promise<KeyCheck> {
  return {
    keyId: key.keyId,
    sealingCheck: computeSealingCheck(key),
    openingCheck: await sealEnvelope(key, INFO.keyCheck, aadOf(key.keyId), knownText(key.keyId)),
    retiredAt: null,
  };
}

/** Throws KeyError unless `ring` opens every key's check and its current key is the database's. `rows` is all of key_checks. */
export async function proveOpeningKey(ring: OpeningRing, rows: readonly KeyCheck[]): Promise<void> {
  const current = rows.find(({ retiredAt }) => retiredAt === null);
  if (current === undefined) {
    throw new KeyError("The database has no key check yet. Start Tacit once where its keys are kept.");
  }
  for (const { keyId, openingCheck } of rows) {
    if (!ring.byId.has(keyId)) {
      throw new KeyError(
        `The opening key is not this database's: it is ${[...ring.byId.keys()].join(", ")}, and ${keyId} is needed. Restore the right keys from a backup.`,
      );
    }
    const text = await openEnvelope(ring, keyId, INFO.keyCheck, aadOf(keyId), openingCheck).catch(() => null);
    if (text !== knownText(keyId)) {
      throw new KeyError(
        `The opening key ${keyId} doesn't pass the database's key check. Restore keys and database from backups that belong together.`,
      );
    }
  }
  if (ring.current.keyId !== current.keyId) {
    throw new KeyError(`The opening key is out of date: its current key must be ${current.keyId}.`);
  }
}

const aadOf = (keyId: string): Uint8Array => new TextEncoder().encode(keyId);
const knownText = (keyId: string): string => `tacit key check ${keyId}`;
