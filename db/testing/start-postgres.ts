import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, initialisePostgres, launchPostgres, ownerRole } from "#bin/postgres.mjs";
import { migrateDatabase } from "#db/migrate.ts";

/** A database's address for each role. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly web: string;
  readonly runner: string;
}

const password = "for-tests-only";
// What a crash would lose is thrown away anyway.
const fast = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

/** Starts a real PostgreSQL that is empty but for the migrations; `stop` throws it away. */
export async function startTestPostgres(): Promise<{ urls: DatabaseUrls; stop: () => Promise<void> }> {
  const base = mkdtempSync(join(tmpdir(), "tacit-test-"));
  // PostgreSQL's own account goes through.
  chmodSync(base, 0o711);
  const folder = join(base, "postgres");
  initialisePostgres(folder, password, () => undefined);
  const port = await freePort(undefined);
  let said = "";
  const server = await launchPostgres({
    folder,
    port,
    log: (chunk) => (said += chunk.toString()),
    settings: fast,
  });
  const ended = server.exited.then(() => Promise.reject(new Error(`PostgreSQL did not start: ${said}`)));
  await Promise.race([server.ready, ended]);
  ended.catch(() => undefined);
  const url = (role: string) => `postgres://${role}:${password}@127.0.0.1:${port}/tacit`;
  await migrateDatabase(url(ownerRole), { web: password, runner: password });
  return {
    urls: { owner: url(ownerRole), web: url("tacit_web"), runner: url("tacit_runner") },
    stop: async () => {
      server.signal("SIGINT");
      await server.exited;
      rmSync(base, { recursive: true, force: true });
    },
  };
}
