import "server-only";
import { sql } from "drizzle-orm";
import { readRunnerState } from "#lib/runs/queries.ts";
import { webDatabase } from "#lib/server/database.ts";

export interface Health {
  readonly status: "ok" | "starting";
  readonly database: "ok" | "unreachable";
  /** "no sandbox": a runner answers and says why it can't run; the action pages show the reason. */
  readonly runner: "ok" | "no sandbox" | "absent";
  /** How web is kept apart from keys and runner on this machine. */
  readonly webIsolation: string;
}

/** What answers. Public, so it names no version, no address and no count. */
export async function readHealth(): Promise<Health> {
  const webIsolation = process.env["TACIT_WEB_ISOLATION"] ?? "none";
  try {
    const db = webDatabase();
    await db.execute(sql`select 1`);
    const runner = await readRunnerState(db);
    const state = runner.ok ? "ok" : runner.reason;
    return { status: state === "absent" ? "starting" : "ok", database: "ok", runner: state, webIsolation };
  } catch {
    return { status: "starting", database: "unreachable", runner: "absent", webIsolation };
  }
}
