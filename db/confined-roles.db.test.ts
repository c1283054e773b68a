// Nothing leads web's or the runner's role out of the rows that it was granted: no files, no programs, no objects, no other role.
import { text } from "node:stream/consumers";
import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { rolledBack } from "#db/testing/rolled-back.ts";

const urls = inject("databaseUrls");
const open = (url: string) => postgres(url, { max: 1, onnotice: () => undefined });
const owner = open(urls.owner);
const roles = { web: open(urls.web), runner: open(urls.runner) };
afterAll(() => Promise.all([owner, roles.web, roles.runner].map((sql) => sql.end())));

describe.each(["web", "runner"] as const)("%s", (role) => {
  const refuse = async (statement: string): Promise<void> => {
    await rolledBack(roles[role], async (tx) => {
      await expect(tx.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
    });
  };

  // Not even the owner may do these, so each has a harmless neighbour as its control: see the last test.
  test.each([
    "select pg_read_file('PG_VERSION')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('PG_VERSION')",
    "copy (select 1) to program 'cat'",
    "copy (select 1) to '/tmp/tacit-test-copy'",
    "copy audit_events from '/etc/passwd'",
    "copy audit_events from program 'id'",
    "select lo_import('/etc/passwd')",
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'bytes')",
    "select rolpassword from pg_authid",
    "select pg_reload_conf()",
    "set session_replication_role = replica",
    "create language plpython3u",
    "create extension dblink",
    "create role other",
    "set role postgres",
    "set session authorization postgres",
    "grant pg_read_all_data to current_user",
    "alter role tacit_owner password 'x'",
    "alter role current_user superuser",
    "alter role current_user createrole",
  ])("is refused: %s", refuse);

  test.each([
    "create temporary table t (id int)",
    "create temporary view t as select 1",
    "create table public.t (id int)",
    "create table pgboss.t (id int)",
    "create table drizzle.t (id int)",
    "create schema s",
    "create view public.v as select 1",
    "create function public.f() returns int language sql as 'select 1'",
    "create function pgboss.f() returns int language sql as 'select 1'",
    "create type public.t as (id int)",
    "create sequence public.s",
    "select * from drizzle.__drizzle_migrations",
    "do $$ begin execute 'create table public.t (id int)'; end $$",
    "comment on table secrets is 'x'",
    "create index on secrets (name)",
    "create policy p on secrets",
    "alter table secrets add column x text",
    "set role tacit_owner",
    "alter default privileges for role tacit_owner grant all on tables to public",
    "select destroy_sealed_value()",
    "select check_sealed_value()",
  ])("is refused, and the owner is not: %s", async (statement) => {
    await refuse(statement);
    await rolledBack(owner, async (tx) => {
      const attempt = tx.unsafe(statement);
      // Executed alone, a trigger's function says that it is one: that is past the check of rights.
      if (statement.includes("sealed_value()"))
        await expect(attempt).rejects.toMatchObject({ code: "0A000" });
      else await attempt;
    });
  });

  test.each(["alter system set log_statement = 'all'", "create database other"])(
    "is refused, outside of a transaction: %s",
    (statement) => expect(roles[role].unsafe(statement)).rejects.toMatchObject({ code: "42501" }),
  );

  test(`does not become the ${role === "web" ? "runner" : "web"}`, () =>
    refuse(`set role tacit_${role === "web" ? "runner" : "web"}`));

  test("a grant that it makes on what it was granted hands nothing on", async () => {
    await rolledBack(roles[role], async (tx) => {
      // A warning, no error: without grant option nothing is granted.
      await tx.unsafe("grant select on secrets to public");
      const [row] = await tx.unsafe(
        "select relacl::text as acl from pg_class where oid = 'secrets'::regclass",
      );
      expect(row?.["acl"]).not.toMatch(/[{,]=/);
    });
  });

  test("control: what is near to all this and harmless is allowed", async () => {
    expect(await text(await roles[role].unsafe("copy (select 1) to stdout").readable())).toBe("1\n");
    await rolledBack(roles[role], async (tx) => {
      await tx.unsafe("select rolname from pg_roles");
      await tx.unsafe("set local work_mem = '4MB'");
      await tx.unsafe(`set local role tacit_${role}`);
    });
  });
});

test("a role that Tacit doesn't know cannot connect to its database", async () => {
  const name = "tacit_stranger_test";
  const connectAs = async () => {
    const url = new URL(urls.owner);
    url.username = name;
    const sql = open(url.href);
    try {
      return (await sql.unsafe<{ name: string }[]>("select current_user as name"))[0]?.name;
    } finally {
      await sql.end();
    }
  };
  const password = new URL(urls.owner).password;
  await owner.unsafe(`create role ${name} login password '${password}'`);
  try {
    await expect(connectAs()).rejects.toMatchObject({ code: "42501" });
    await owner.unsafe(`grant connect on database tacit to ${name}`);
    expect(await connectAs()).toBe(name);
    await owner.unsafe(`revoke connect on database tacit from ${name}`);
  } finally {
    await owner.unsafe(`drop role ${name}`);
  }
});
