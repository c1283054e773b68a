// Every start asks this once, so it speaks to the driver itself: drizzle takes half a second of a processor to load.

import type postgres from "postgres";

import type { KeyCheck } from "#lib/keys/sealing-check.ts";
import { settleKeys, type KeySituation, type SettledKeys } from "#runner/keys/settle-keys.ts";

/** Any number that nothing else in this database locks: "keys" in ASCII. */
const LOCK = 0x6b657973;

/**
 * Proves the keys against the database, before anything is written into it: not even a migration may run on a database whose keys are missing
 * or wrong. Resolves with false where there is no key check yet. Throws KeyError, and whatever the database throws.
 */
export async function proveKeys(
  sql: postgres.Sql,
  { dataDir, env }: Pick<KeySituation, "dataDir" | "env">,
): Promise<boolean> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('key_checks')::text as name`;
  if ((table?.name ?? null) === null) return false;
  const rows = await readKeyChecks(sql);
  if (rows.length === 0) return false;
  await settleKeys({ rows, holdsSealedValues: true, dataDir, env });
  return true;
}

/**
 * Settles the keys through `sql`, whose role must be the owner: web and runner may only read key_checks. Two that start at once wait for each other,
 * and the second finds the keys of the first. The files are on disk before their check is committed; a start that is killed between the two is
 * completed by the next. Throws KeyError, and whatever the database throws.
 */
export async function ensureKeys(
  sql: postgres.Sql,
  { dataDir, env }: Pick<KeySituation, "dataDir" | "env">,
): Promise<SettledKeys["outcome"]> {
  return sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${LOCK}::bigint)`;
    const rows = await readKeyChecks(transaction);
    const sealed = await transaction`select 1 from sealed_values limit 1`;
    const settled = await settleKeys({ rows, holdsSealedValues: sealed.length > 0, dataDir, env });
    if (settled.outcome !== "proven") {
      const { keyId, sealingCheck, openingCheck, retiredAt } = settled.check;
      await transaction`
        insert into key_checks (key_id, sealing_check, opening_check, retired_at)
        values (${keyId}, ${sealingCheck}, ${openingCheck}, ${retiredAt})`;
    }
    return settled.outcome;
  });
}

function readKeyChecks(sql: postgres.ISql): Promise<KeyCheck[]> {
  return sql<KeyCheck[]>`
    select key_id as "keyId", sealing_check as "sealingCheck", opening_check as "openingCheck", retired_at as "retiredAt"
    from key_checks`;
}
