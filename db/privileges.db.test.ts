import { readFile } from "node:fs/promises";
import postgres from "postgres";
import { afterAll, expect, inject, test } from "vitest";
import { readPrivileges, type Privileges } from "#db/testing/read-privileges.ts";
import { rolledBack } from "#db/testing/rolled-back.ts";

const owner = postgres(inject("databaseUrls").owner, { max: 1, onnotice: () => undefined });
afterAll(() => owner.end());

const text = await readFile(new URL("./privileges.json", import.meta.url), "utf8");
const checkedIn = JSON.parse(text) as Privileges;

test("the live catalog grants exactly what db/privileges.json says", async () => {
  expect(await readPrivileges(owner)).toEqual(checkedIn);
});

test.each([
  "grant select on sealed_values to tacit_web",
  "grant select (envelope) on sealed_values to tacit_web",
  "grant select (token_hash) on password_resets to public",
  "grant update on audit_events to tacit_runner",
  "grant create on schema public to tacit_web",
  "grant temporary on database tacit to public",
  "grant usage on schema drizzle to tacit_runner",
  "grant execute on function destroy_sealed_value() to tacit_web",
  "grant tacit_runner to tacit_web",
  "alter role tacit_runner createrole",
  "alter default privileges grant select on tables to tacit_web",
  "alter function notify_run() security definer",
  "create table public.strange (id int); grant select on public.strange to public",
])("control: %s is noticed", async (change) => {
  await rolledBack(owner, async (tx) => {
    await tx.unsafe(change);
    expect(await readPrivileges(tx)).not.toEqual(checkedIn);
  });
});

test("functions, tables and schemas that a later migration makes are granted to nobody", async () => {
  await rolledBack(owner, async (tx) => {
    await tx.unsafe(`create schema later; create table later.things (id int); create table public.more (id int);
      create function public.helper() returns int language sql as 'select 1'`);
    expect(await readPrivileges(tx)).toEqual(checkedIn);
  });
});

test("audit_events has no foreign key in either direction: a referential action would run with the owner's rights", async () => {
  const keysOf = (table: string) =>
    owner.unsafe(
      `select conname from pg_constraint where contype = 'f' and '${table}'::regclass in (conrelid, confrelid)`,
    );
  expect(await keysOf("audit_events")).toHaveLength(0);
  expect(await keysOf("secret_versions")).toHaveLength(2);
});

test("no referential action touches what is append-only", async () => {
  const cascades = await owner.unsafe<{ line: string }[]>(`
    select conrelid::regclass || ' on ' || confrelid::regclass as line from pg_constraint
    where contype = 'f' and confdeltype <> 'a' and connamespace = 'public'::regnamespace order by 1`);
  expect(cascades.length).toBeGreaterThan(5);
  // Web may DELETE from these; what hangs on them goes along, and audit events, runs and sealed values must not.
  const deletable = [
    "sessions",
    "memberships",
    "rate_limits",
    "actions",
    "action_secrets",
    "idempotency_keys",
  ];
  const taken = cascades.filter(({ line }) => deletable.includes(line.split(" on ")[1] ?? ""));
  expect(taken.map(({ line }) => line)).toEqual(["action_secrets on actions", "action_versions on actions"]);
});
