import "server-only";
import { sql } from "drizzle-orm";
import { stripDatabaseError } from "#db/database-error.ts";
import { keyChecks } from "#db/schema/index.ts";
import { sessionSecret, trustedProxies } from "#lib/auth/web-settings.ts";
import { KeyError } from "#lib/keys/key-error.ts";
import { proveSealingKey } from "#lib/keys/sealing-check.ts";
import { getSealingKey } from "#lib/secrets/sealing-key.ts";
import { webDatabase } from "#lib/server/database.ts";
import { log } from "#lib/server/log.ts";

/**
 * Proves that web's settings make sense, that this process holds the sealing key of this database, and that its role may not read sealed
 * values; ends it otherwise. What were sealed with another key would be lost. A database that doesn't answer ends it too; whoever supervises
 * web starts it again.
 */
export async function proveStart(): Promise<void> {
  try {
    // Read once now, so that a wrong setting shows at the start and not at the first sign-in.
    sessionSecret();
    trustedProxies();
    const key = await getSealingKey();
    proveSealingKey(key, await webDatabase().select().from(keyChecks));
    const [role] = await webDatabase().execute(
      sql`select has_table_privilege('sealed_values', 'select') as reads_sealed_values`,
    );
    if (role?.["reads_sealed_values"] !== false) {
      throw new Error("TACIT_WEB_DATABASE_URL names a role that may read sealed values. Use tacit_web.");
    }
  } catch (thrown) {
    const error = stripDatabaseError(thrown);
    const reason = error instanceof Error ? error.message : "unknown error";
    log.fatal({ name: error instanceof KeyError ? "KeyError" : "Error" }, `web can't start: ${reason}`);
    process.stderr.write(`Web can't start: ${reason}\n`);
    process.exit(1);
  }
}
