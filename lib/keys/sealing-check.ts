// Guards against sealing with a key that the runner of this database can't open: what is saved then would be lost.

import { createHmac, timingSafeEqual } from "node:crypto";

import { KeyError } from "#lib/keys/key-error.ts";
import type { SealingKey } from "#lib/keys/sealing-format.ts";

/**
 * A row of key_checks. There is one for each key that something may still be sealed under; the one that is not retired is the current one, and
 * the only one to seal with.
 */
export type KeyCheck = Readonly<{
  keyId: string;
  sealingCheck: Uint8Array;
  openingCheck: Uint8Array;
  retiredAt: Date | null;
}>;

/** What only the holder of this PSK, together with this public key, can compute: HMAC-SHA-256 keyed by the PSK. It tells nothing about the PSK. */
export function computeSealingCheck(key: SealingKey): Uint8Array {
  const mac = createHmac("sha256", key.psk)
    .update(`tacit/sealing-check/1\0${key.keyId}\0`)
    .update(key.publicKeyBytes);
  return new Uint8Array(mac.digest());
}

/** Throws KeyError unless `key` is the one that the database's current row was made with. `rows` is all of key_checks. */
export function proveSealingKey(key: SealingKey, rows: readonly KeyCheck[]): void {
  const row = rows.find(({ keyId }) => keyId === key.keyId);
  const current = rows.find(({ retiredAt }) => retiredAt === null);
  if (current === undefined) {
    throw new KeyError("The database has no key check yet. Start Tacit once where its keys are kept.");
  }
  if (row === undefined) {
    throw new KeyError(
      `The sealing key is not this database's: it is ${key.keyId}, and ${current.keyId} is needed. Restore the right keys from a backup.`,
    );
  }
  if (row.retiredAt !== null) {
    throw new KeyError(`The sealing key ${key.keyId} was replaced by ${current.keyId}. Use the new one.`);
  }
  const expected = computeSealingCheck(key);
  if (row.sealingCheck.length !== expected.length || !timingSafeEqual(row.sealingCheck, expected)) {
    throw new KeyError(
      `The sealing key ${key.keyId} doesn't pass the database's key check. Restore keys and database from backups that belong together.`,
    );
  }
}
