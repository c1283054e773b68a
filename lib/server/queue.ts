import "server-only";
import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { DatabaseOrTransaction } from "#db/connect.ts";
import { QUEUE_SCHEMA, RUN_QUEUE, SYNTAX_QUEUE, type RunJob, type SyntaxJob } from "#db/queue.ts";
import { webDatabase } from "#lib/server/database.ts";
import { log } from "#lib/server/log.ts";

const store = globalThis as typeof globalThis & { tacitQueue?: Promise<PgBoss> };

/** Web's sending half of the queue: it never migrates, supervises or works. */
async function startQueue(): Promise<PgBoss> {
  const boss = new PgBoss({
    db: fromDrizzle(webDatabase(), sql),
    schema: QUEUE_SCHEMA,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  boss.on("error", () => {
    log.error("the queue reported an error");
  });
  await boss.start();
  return boss;
}

async function send(
  transaction: DatabaseOrTransaction,
  queue: string,
  job: RunJob | SyntaxJob,
): Promise<void> {
  store.tacitQueue ??= startQueue().catch((error: unknown) => {
    delete store.tacitQueue;
    throw error;
  });
  const boss = await store.tacitQueue;
  await boss.send(queue, job, { db: fromDrizzle(transaction, sql) });
}

/** Puts a run into the queue, with the transaction that writes its row: both are there or neither. */
export async function enqueueRun(transaction: DatabaseOrTransaction, runId: string): Promise<void> {
  await send(transaction, RUN_QUEUE, { runId });
}

/** Asks a runner's Python for its verdict on a saved version, with the transaction that saves it. */
export async function enqueueSyntaxCheck(
  transaction: DatabaseOrTransaction,
  actionVersionId: string,
): Promise<void> {
  await send(transaction, SYNTAX_QUEUE, { actionVersionId });
}
