// Brings a database to the newest schema, as its owner: drizzle's migrations, pg-boss's schema and queue, the two roles and
// their grants. Safe to run again, and by two starters at once (an advisory lock lets one through at a time).
// Every start runs it, and mostly there is nothing to migrate: so drizzle and pg-boss, which take half a second of a processor
// to load, are loaded only for work of theirs.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import queuePackage from "pg-boss/package.json" with { type: "json" };
import postgres from "postgres";
import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { QUEUE_SCHEMA, RUN_QUEUE, SYNTAX_QUEUE } from "#db/queue.ts";

const MIGRATION_LOCK = 8_221_046;
const MIGRATIONS = new URL("./migrations/", import.meta.url);
const QUEUES = [RUN_QUEUE, SYNTAX_QUEUE];

/** The SCRAM-SHA-256 verifier of a password in the form in which PostgreSQL stores it (RFC 5803, RFC 7677). */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${hmac("Server Key").toString("base64")}`;
}

/** Makes `role` a role that may log in and nothing more, if it isn't there. With a password it is ours: that is set, and all else it set itself undone. */
async function ensureRole(sql: postgres.Sql, role: string, password: string | undefined): Promise<void> {
  const [found] = await sql`select 1 from pg_roles where rolname = ${role}`;
  const options = "login nosuperuser nocreatedb nocreaterole noinherit noreplication";
  if (found === undefined) await sql.unsafe(`create role ${role} with ${options}`);
  if (password === undefined) return;
  // A role's password can't be a bound parameter, and a statement can end in the server's log: so only its verifier is sent.
  const [row] = await sql<
    { statement: string }[]
  >`select format('alter role %I password %L', ${role}::text, ${scramVerifier(password)}::text) as statement`;
  if (row !== undefined) await sql.unsafe(row.statement);
  // A role may always change its own settings, and they would outlast whoever got hold of it: a search path, a time limit of 1 ms.
  await sql.unsafe(`alter role ${role} reset all`);
  await sql.unsafe(`alter role ${role} in database ${await currentDatabase(sql)} reset all`);
}

async function currentDatabase(sql: postgres.Sql): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`;
  return row?.name ?? "";
}

/** Runs the migrations that the database doesn't have yet, by drizzle's own reckoning: those younger than its newest. */
async function migrateTables(sql: postgres.Sql): Promise<void> {
  const journal = JSON.parse(await readFile(new URL("meta/_journal.json", MIGRATIONS), "utf8")) as {
    entries: { when: number }[];
  };
  if (await exists(sql, "drizzle.__drizzle_migrations")) {
    const [newest] = await sql<{ at: string | null }[]>`
      select max(created_at) as at from drizzle.__drizzle_migrations`;
    const done = newest?.at ?? null;
    if (done !== null && journal.entries.every(({ when }) => when <= Number(done))) return;
  }
  const { drizzle } = await import("drizzle-orm/postgres-js");
  const { migrate } = await import("drizzle-orm/postgres-js/migrator");
  await migrate(drizzle(sql), { migrationsFolder: fileURLToPath(MIGRATIONS) });
}

async function exists(sql: postgres.Sql, table: string): Promise<boolean> {
  const [found] = await sql<{ is: boolean }[]>`select to_regclass(${table}) is not null as is`;
  return found?.is === true;
}

/** Whether pg-boss's tables have this version's form, and the queues are there. */
async function hasQueue(sql: postgres.Sql): Promise<boolean> {
  if (!(await exists(sql, `${QUEUE_SCHEMA}.version`))) return false;
  const [version] = await sql<{ version: number }[]>`select version from ${sql(QUEUE_SCHEMA)}.version`;
  if (version?.version !== queuePackage.pgboss.schema) return false;
  const found = await sql`select 1 from ${sql(QUEUE_SCHEMA)}.queue where name in ${sql(QUEUES)}`;
  return found.length === QUEUES.length;
}

async function installQueue(url: string): Promise<void> {
  const { PgBoss } = await import("pg-boss");
  const boss = new PgBoss({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
  });
  boss.on("error", () => undefined);
  await boss.start();
  try {
    // A run is never repeated: an action may have sent an email. Hence no retries, and the runner's own lease decides on loss.
    const options = {
      policy: "standard",
      retryLimit: 0,
      expireInSeconds: 3600,
      deleteAfterSeconds: 3600,
      notify: true,
    } as const;
    for (const queue of QUEUES) {
      if ((await boss.getQueue(queue)) === null) await boss.createQueue(queue, options);
    }
  } finally {
    await boss.stop({ graceful: false, close: true });
  }
}

/** Migrates the database at `url`. Passwords are set only where given. Throws a DatabaseError without input. */
export async function migrateDatabase(
  url: string,
  passwords: { readonly web: string | undefined; readonly runner: string | undefined },
): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrateTables(sql);
    if (!(await hasQueue(sql))) await installQueue(url);
    await ensureRole(sql, "tacit_web", passwords.web);
    await ensureRole(sql, "tacit_runner", passwords.runner);
    await sql.unsafe(await readFile(new URL("./roles.sql", import.meta.url), "utf8"));
  } catch (error) {
    throw stripDatabaseError(error);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

if (import.meta.main) {
  const url = process.env["DATABASE_URL"];
  try {
    if (url === undefined || url === "") throw new Error("DATABASE_URL is not set");
    await migrateDatabase(url, {
      web: process.env["TACIT_WEB_PASSWORD"],
      runner: process.env["TACIT_RUNNER_PASSWORD"],
    });
  } catch (error) {
    const reason = error instanceof DatabaseError || error instanceof Error ? error.message : "unknown error";
    process.stderr.write(`The database could not be migrated: ${reason}\n`);
    process.exitCode = 1;
  }
}
