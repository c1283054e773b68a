import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { initialisePostgres, launchPostgres, ownerRole } from "#bin/postgres.mjs";

/** A PostgreSQL that has nothing to do with Tacit's. */
export interface DatabaseService {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts one on loopback whose only role has this password. */
export async function startDatabaseService(port: number, password: string): Promise<DatabaseService> {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "tacit-e2e-other-")), "postgres");
  initialisePostgres(folder, password, () => undefined);
  const running = await launchPostgres({ folder, port, log: () => undefined });
  await running.ready;
  return {
    url: `postgres://${ownerRole}:${encodeURIComponent(password)}@127.0.0.1:${port}/tacit`,
    close: async () => {
      running.signal("SIGINT");
      await running.exited;
      rmSync(path.dirname(folder), { recursive: true, force: true });
    },
  };
}
