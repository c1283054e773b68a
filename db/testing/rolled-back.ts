import type postgres from "postgres";

class Undo extends Error {}

/** Runs `work` in a transaction that is undone at its end, so that nobody else sees what it did. */
export async function rolledBack(
  sql: postgres.Sql,
  work: (tx: postgres.TransactionSql) => Promise<void>,
): Promise<void> {
  const undo = new Undo();
  try {
    await sql.begin(async (tx) => {
      await work(tx);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
}
