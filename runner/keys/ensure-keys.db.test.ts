import { rm } from "node:fs/promises";

import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";

import { connect, type Connection } from "#db/connect.ts";
import { KeyError } from "#lib/keys/key-error.ts";
import { ensureKeys, proveKeys } from "#runner/keys/ensure-keys.ts";
import { KeyFolder } from "#runner/keys/test-folder.ts";

// Starters commit, so they get the two tables in a schema of their own, where no other test sees their rows.
const SCHEMA = "ensure_keys_test";
const folder = new KeyFolder();
let starters: Connection[];

const ensure = (starter: Connection): Promise<string> =>
  ensureKeys(starter.sql, { dataDir: folder.dataDir, env: {} });

beforeAll(async () => {
  const url = new URL(inject("databaseUrls").owner);
  url.searchParams.set("search_path", SCHEMA);
  starters = [1, 2, 3, 4].map((number) => connect(url.href, { max: 1, name: `starter-${number}` }));
  const { sql } = starters[0]!;
  await sql`create schema ${sql(SCHEMA)}`;
  for (const table of ["key_checks", "sealed_values"]) {
    await sql`create table ${sql(table)} (like ${sql(`public.${table}`)} including all)`;
  }
});

beforeEach(async () => {
  await starters[0]!.sql`truncate key_checks, sealed_values`;
});

afterAll(async () => {
  await starters[0]!.sql`drop schema ${starters[0]!.sql(SCHEMA)} cascade`;
  await Promise.all(starters.map(({ close }) => close()));
});

test("of several starters at once one makes the keys and the others prove them", async () => {
  const outcomes = await Promise.all(starters.map(ensure));
  expect(outcomes.sort()).toEqual(["made", "proven", "proven", "proven"]);
  expect(await starters[0]!.sql`select key_id from key_checks where retired_at is null`).toHaveLength(1);
});

test("a later start proves the keys; with the files gone it refuses and leaves the database as it is", async () => {
  const [starter] = starters as [Connection];
  expect(await ensure(starter)).toBe("made");
  expect(await ensure(starter)).toBe("proven");
  const before = await starter.sql`select * from key_checks`;
  await rm(folder.files.directory, { recursive: true });
  await expect(ensure(starter)).rejects.toThrow(KeyError);
  expect([...(await starter.sql`select * from key_checks`)]).toEqual([...before]);
});

test("keys whose check never reached the database are adopted by the next start", async () => {
  const [starter] = starters as [Connection];
  await ensure(starter);
  const [before] = await starter.sql<{ keyId: string }[]>`select key_id as "keyId" from key_checks`;
  await starter.sql`truncate key_checks`;
  expect(await ensure(starter)).toBe("adopted");
  expect(await ensure(starter)).toBe("proven");
  expect([...(await starter.sql`select key_id as "keyId" from key_checks`)]).toEqual([before]);
});

test("a database that holds sealed values and no key check gets no new keys", async () => {
  const [starter] = starters as [Connection];
  await starter.sql`
    insert into sealed_values (version_id, workspace_id, secret_id, key_id, envelope) values ('v', 'w', 's', 'k', '\\x00')`;
  await expect(ensure(starter)).rejects.toThrow("The database holds sealed values but no key check");
  expect(await starter.sql`select from key_checks`).toHaveLength(0);
});

test("before a migration there may be nothing to prove; afterwards missing keys are noticed before anything is written", async () => {
  const [starter] = starters as [Connection];
  const prove = () => proveKeys(starter.sql, { dataDir: folder.dataDir, env: {} });
  await starter.sql`alter table key_checks rename to key_checks_later`;
  expect(await prove()).toBe(false);
  await starter.sql`alter table key_checks_later rename to key_checks`;
  expect(await prove()).toBe(false);
  await ensure(starter);
  expect(await prove()).toBe(true);
  await rm(folder.files.directory, { recursive: true });
  await expect(prove()).rejects.toThrow(KeyError);
});
