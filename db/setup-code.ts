// Prints a fresh one-time code for /setup, as long as nobody owns this Tacit; prints nothing afterwards. Run as the owner.
import { createHash, randomBytes } from "node:crypto";
import postgres from "postgres";
import { stripDatabaseError } from "#db/database-error.ts";

/** Replaces the setup code and returns the new one, or null when there is a person already. Only its SHA-256 is stored. */
export async function renewSetupCode(url: string): Promise<string | null> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    const [anybody] = await sql`select 1 from users limit 1`;
    if (anybody !== undefined) return null;
    const code = randomBytes(24).toString("base64url");
    const hash = createHash("sha256").update(code).digest("hex");
    await sql`insert into setup_codes (id, code_hash) values (1, ${hash})
      on conflict (id) do update set code_hash = excluded.code_hash, created_at = now(), used_at = null`;
    return code;
  } catch (error) {
    throw stripDatabaseError(error);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

if (import.meta.main) {
  try {
    const code = await renewSetupCode(process.env["DATABASE_URL"] ?? "");
    if (code !== null) process.stdout.write(`${code}\n`);
  } catch (error) {
    process.stderr.write(
      `No setup code could be made: ${error instanceof Error ? error.message : "unknown error"}\n`,
    );
    process.exitCode = 1;
  }
}
