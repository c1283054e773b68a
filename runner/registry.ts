import { hostname } from "node:os";
import { eq, lt, sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { runners } from "#db/schema/index.ts";

/** Makes this process known, and forgets those that were last heard of a day ago. */
export async function registerRunner(db: Database, runnerId: string, capacity: number): Promise<void> {
  await db.insert(runners).values({ id: runnerId, host: hostname(), capacity });
  await db.delete(runners).where(lt(runners.lastHeartbeatAt, sql`now() - interval '1 day'`));
}

/** Tells that this process lives, what it does, and why it can start no sandbox, if it can't. */
export async function reportRunner(
  db: Database,
  runnerId: string,
  state: { readonly running: number; readonly sandboxProblem: string | null },
): Promise<void> {
  await db
    .update(runners)
    .set({ ...state, lastHeartbeatAt: sql`now()` })
    .where(eq(runners.id, runnerId));
}

/** Tells that this process has ended in order. */
export async function unregisterRunner(db: Database, runnerId: string): Promise<void> {
  await db
    .update(runners)
    .set({ running: 0, stoppedAt: sql`now()`, lastHeartbeatAt: sql`now()` })
    .where(eq(runners.id, runnerId));
}
