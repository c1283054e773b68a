// Invariant: an attempt is counted before it is made, in one statement, in Postgres: it holds across requests and processes.
import { and, eq, lt, sql } from "drizzle-orm";
import type { DatabaseOrTransaction } from "#db/connect.ts";
import { rateLimits } from "#db/schema/index.ts";

export interface RateLimit {
  /** What is counted, such as "sign-in:address:203.0.113.7". Never free input: hash what a person typed. */
  readonly bucket: string;
  /** Attempts that a window allows. */
  readonly max: number;
  /** The fixed window's length in seconds; windows start at multiples of it. */
  readonly windowSeconds: number;
}

const windowStart = (limit: RateLimit) =>
  sql<Date>`date_bin(make_interval(secs => ${limit.windowSeconds}), now(), timestamptz 'epoch')`;

/** Counts one attempt and says whether it may be made. Refused attempts count, too: who goes on is refused on. */
export async function takeAttempt(db: DatabaseOrTransaction, limit: RateLimit): Promise<boolean> {
  const [row] = await db
    .insert(rateLimits)
    .values({ bucket: limit.bucket, windowStart: windowStart(limit), attempts: 1 })
    .onConflictDoUpdate({
      target: [rateLimits.bucket, rateLimits.windowStart],
      set: { attempts: sql`${rateLimits.attempts} + 1` },
    })
    .returning({ attempts: rateLimits.attempts });
  const attempts = row?.attempts ?? Infinity;
  if (attempts === 1) await forgetOldWindows(db);
  return attempts <= limit.max;
}

/** Gives one attempt back: it succeeded, and only failures are to be limited. */
export async function giveAttemptBack(db: DatabaseOrTransaction, limit: RateLimit): Promise<void> {
  await db
    .update(rateLimits)
    .set({ attempts: sql`greatest(${rateLimits.attempts} - 1, 0)` })
    .where(and(eq(rateLimits.bucket, limit.bucket), eq(rateLimits.windowStart, windowStart(limit))));
}

/** No window is longer than an hour; what is a day old counts for nobody. */
async function forgetOldWindows(db: DatabaseOrTransaction): Promise<void> {
  await db.delete(rateLimits).where(lt(rateLimits.windowStart, sql`now() - interval '1 day'`));
}
