import { sql } from "drizzle-orm";

import type { DatabaseOrTransaction } from "#db/connect.ts";
import { keyChecks, sealedValues } from "#db/schema/secrets.ts";
import { settleKeys, type KeySituation, type SettledKeys } from "#runner/keys/settle-keys.ts";

/** Any number that nothing else in this database locks: "keys" in ASCII. */
const LOCK = 0x6b657973;

/**
 * Settles the keys with `db`, whose role must be the owner: web and runner may only read key_checks. Two that start at once wait for each other,
 * and the second finds the keys of the first. The files are on disk before their check is committed; a start that is killed between the two is
 * completed by the next. Throws KeyError, and whatever the database throws.
 */
export async function ensureKeys(
  db: DatabaseOrTransaction,
  { dataDir, env }: Pick<KeySituation, "dataDir" | "env">,
): Promise<SettledKeys["outcome"]> {
  return db.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(${LOCK}::bigint)`);
    const rows = await transaction
      .select({
        keyId: keyChecks.keyId,
        sealingCheck: keyChecks.sealingCheck,
        openingCheck: keyChecks.openingCheck,
        retiredAt: keyChecks.retiredAt,
      })
      .from(keyChecks);
    const sealed = await transaction
      .select({ versionId: sealedValues.versionId })
      .from(sealedValues)
      .limit(1);
    const settled = await settleKeys({ rows, holdsSealedValues: sealed.length > 0, dataDir, env });
    if (settled.outcome !== "proven") await transaction.insert(keyChecks).values(settled.check);
    return settled.outcome;
  });
}
