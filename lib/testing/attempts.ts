import { sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { rateLimits } from "#db/schema/index.ts";

/** Makes it look as if `attempts` had been made, in this window and in the next: a test may run across the border. */
export async function pretendAttempts(
  db: Database,
  bucket: string,
  attempts: number,
  windowSeconds: number,
): Promise<void> {
  for (const ahead of [0, windowSeconds]) {
    const at = sql<Date>`date_bin(make_interval(secs => ${windowSeconds}), now() + make_interval(secs => ${ahead}), timestamptz 'epoch')`;
    const count = { attempts };
    await db
      .insert(rateLimits)
      .values({ bucket, windowStart: at, attempts })
      .onConflictDoUpdate({ target: [rateLimits.bucket, rateLimits.windowStart], set: count });
  }
}
