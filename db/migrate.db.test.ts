import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, initialisePostgres, launchPostgres, ownerRole } from "#bin/postgres.mjs";
import { migrateDatabase } from "#db/migrate.ts";
import { SYNTAX_QUEUE } from "#db/queue.ts";

// What is migrated here is broken first, so it is a database that no other test uses.
const none = { web: undefined, runner: undefined };
const base = mkdtempSync(join(tmpdir(), "tacit-migrate-"));
let server: Awaited<ReturnType<typeof launchPostgres>>;
let url: string;
let sql: postgres.Sql;

beforeAll(async () => {
  chmodSync(base, 0o711);
  const folder = join(base, "postgres");
  initialisePostgres(folder, "for-tests-only", () => undefined);
  const port = await freePort(undefined);
  server = await launchPostgres({ folder, port, log: () => undefined, settings: { fsync: "off" } });
  await server.ready;
  url = `postgres://${ownerRole}:for-tests-only@127.0.0.1:${port}/tacit`;
  await migrateDatabase(url, none);
  sql = postgres(url, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  await sql.end();
  server.signal("SIGINT");
  await server.exited;
  rmSync(base, { recursive: true, force: true });
});

test("a database that is migrated stays as it is", async () => {
  const state = () => sql`
    select (select array_agg(hash order by id) from drizzle.__drizzle_migrations) as migrations,
      (select array_agg(name || created_on order by name) from pgboss.queue) as queues`;
  const before = [...(await state())];
  await migrateDatabase(url, none);
  expect([...(await state())]).toEqual(before);
});

test("a queue that is missing is made by the next start", async () => {
  const queue = () => sql`select name from pgboss.queue where name = ${SYNTAX_QUEUE}`;
  await sql`select pgboss.delete_queue(${SYNTAX_QUEUE})`;
  expect(await queue()).toHaveLength(0);
  await migrateDatabase(url, none);
  expect(await queue()).toHaveLength(1);
});

test("a right that somebody granted by hand is taken back by the next start", async () => {
  const mayRead = async () => {
    const [row] = await sql`select has_table_privilege('tacit_web', 'sealed_values', 'select') as may`;
    return row?.["may"] as boolean;
  };
  await sql`grant select on sealed_values to tacit_web`;
  expect(await mayRead()).toBe(true);
  await migrateDatabase(url, none);
  expect(await mayRead()).toBe(false);
});

test("what a role set for itself is undone by the next start", async () => {
  const passwords = { web: "for-tests-only-web", runner: "for-tests-only-runner" };
  const kept = () => sql`select setconfig from pg_db_role_setting where setrole = 'tacit_web'::regrole`;
  await migrateDatabase(url, passwords);
  const web = postgres(url.replace(/\/\/.*@/, `//tacit_web:${passwords.web}@`), { max: 1 });
  await web`alter role current_user set search_path = pgboss`;
  await web`alter role current_user in database tacit set statement_timeout = '1ms'`;
  await web`alter role current_user password 'of somebody else'`;
  await web.end();
  expect(await kept()).toHaveLength(2);

  await migrateDatabase(url, passwords);
  expect(await kept()).toEqual([]);
  const again = postgres(url.replace(/\/\/.*@/, `//tacit_web:${passwords.web}@`), { max: 1 });
  expect(await again`select 1 as one`).toMatchObject([{ one: 1 }]);
  await again.end();
});

test("a migration that the database has no record of is run, even when older ones are there", async () => {
  await sql`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)`;
  // It was run before, so running it again shows itself by failing.
  await expect(migrateDatabase(url, none)).rejects.toThrow(/database error 42(701|P07|710|723)/);
});
