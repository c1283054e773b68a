import { sql } from "drizzle-orm";
import type { Connection, Transaction } from "#db/connect.ts";

class Undo extends Error {}

/**
 * Runs `work` as the web role in a transaction of the owner's that is undone at its end. `prepare` runs first, as the owner: what it takes away
 * from web is taken away for this transaction only, unseen by any other.
 */
export async function undoneAsWeb(
  owner: Connection,
  prepare: readonly string[],
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const undo = new Undo();
  try {
    await owner.db.transaction(async (tx) => {
      await tx.execute("grant tacit_web to current_user with inherit false, set true");
      for (const statement of prepare) await tx.execute(sql.raw(statement));
      await tx.execute("set local role tacit_web");
      await work(tx);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
}
