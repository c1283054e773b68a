import type { Connection } from "#db/connect.ts";
import { runners } from "#db/schema/index.ts";
import { newId } from "#lib/ids.ts";

/** Makes it look as if a runner were there that can run, until tomorrow. */
export async function addRunnerRow({ db }: Connection): Promise<void> {
  const lastHeartbeatAt = new Date(Date.now() + 24 * 3600 * 1000);
  await db.insert(runners).values({ id: newId(), host: "test", capacity: 1, lastHeartbeatAt });
}
