// What PostgreSQL itself refuses the two roles. Each statement is also run by the owner, so that a refusal can't come from a typing error.
import { text } from "node:stream/consumers";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { rolledBack } from "#db/testing/rolled-back.ts";
import { insertRows, type Rows } from "#db/testing/rows.ts";

const urls = inject("databaseUrls");
const open = (url: string) => postgres(url, { max: 1, onnotice: () => undefined });
const owner = open(urls.owner);
const roles = { web: open(urls.web), runner: open(urls.runner) };
let rows: Rows;

beforeAll(async () => {
  rows = await insertRows(owner);
});
afterAll(() => Promise.all([owner, roles.web, roles.runner].map((sql) => sql.end())));

const INSUFFICIENT_PRIVILEGE = "42501";
/** Statements name rows as {secret}. */
const filled = (statement: string) =>
  statement.replace(/\{(\w+)\}/g, (_, name: string) => rows[name as keyof Rows]);

async function expectRefused(role: "web" | "runner", statement: string): Promise<void> {
  await rolledBack(roles[role], async (tx) => {
    await expect(tx.unsafe(filled(statement))).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });
  // Explained only where it would lock other tests' rows: PostgreSQL asks for the same rights then.
  const harmless = /^(update|delete)\b/.test(statement) ? `explain ${statement}` : statement;
  await rolledBack(owner, async (tx) => {
    await tx.unsafe(filled(harmless));
  });
}

async function expectAllowed(role: "web" | "runner", statement: string): Promise<void> {
  await rolledBack(roles[role], async (tx) => {
    const result = await tx.unsafe(filled(statement));
    expect(result.count).toBeGreaterThan(0);
  });
}

describe("sealed values", () => {
  const stored = `insert into secret_versions (id, workspace_id, secret_id, number, key_id, created_by)
    values ('new', '{workspace}', '{secret}', 2, 'k', '{user}');
    insert into sealed_values (version_id, workspace_id, secret_id, key_id, envelope)
    values ('new', '{workspace}', '{secret}', 'k', 'bytes')`;

  test.each([
    "select * from sealed_values",
    "select envelope from sealed_values",
    "select version_id from sealed_values",
    "select count(*) from sealed_values",
    "select 1 from sealed_values limit 0",
    "select sealed_values from sealed_values",
    "select ctid, xmin from sealed_values",
    "table sealed_values",
    "select (select envelope from sealed_values limit 1)",
    "select id from secret_versions where id in (select version_id from sealed_values)",
    "select v.id from secret_versions v left join sealed_values s on s.version_id = v.id",
    "with s as (select * from sealed_values) select count(*) from s",
    "explain analyze select * from sealed_values",
    "prepare p as select * from sealed_values; execute p",
    "declare c cursor for select * from sealed_values",
    `${stored} returning envelope`,
    `${stored} on conflict (version_id) do nothing`,
    `${stored} on conflict (version_id) do update set envelope = excluded.envelope`,
    "update sealed_values set envelope = 'other'",
    "delete from sealed_values",
    "truncate sealed_values",
    "insert into audit_events (id, actor_type, actor_name, kind, outcome) select version_id, 'system', encode(envelope, 'hex'), 'k', 'success' from sealed_values",
  ])("web is refused: %s", (statement) => expectRefused("web", statement));

  test("web is refused to copy them out; control: the runner is not", async () => {
    const whole = "copy sealed_values to stdout";
    const one = `copy (select envelope from sealed_values where version_id = '{version}') to stdout`;
    for (const statement of [whole, one]) {
      await expect(roles.web.unsafe(filled(statement))).rejects.toMatchObject({
        code: INSUFFICIENT_PRIVILEGE,
      });
    }
    for (const statement of [whole, one]) {
      const copied = await text(await roles.runner.unsafe(filled(statement)).readable());
      expect(copied).toContain(Buffer.from("sealed").toString("hex"));
    }
  });

  test("web may add some, which is all that it may", () => expectAllowed("web", stored));
  test("the runner may read them", () => expectAllowed("runner", "select envelope from sealed_values"));

  test.each([
    "update sealed_values set envelope = 'other'",
    "delete from sealed_values",
    "truncate sealed_values",
    stored,
  ])("the runner is refused: %s", (statement) => expectRefused("runner", statement));
});

describe("people", () => {
  test.each([
    "select hash from password_hashes",
    "select count(*) from password_hashes",
    "select id from sessions",
    "select email from users",
    "select * from users",
    "select id from users where email = 'anna@example.test'",
    "select token_hash from password_resets",
    "select code_hash from setup_codes",
    "select token_hash from invitations",
    "select role from memberships",
    "insert into memberships (workspace_id, user_id, role) values ('{workspace}', 'x', 'owner')",
    "update users set name = 'x'",
    "select * from audit_events",
    "select * from rate_limits",
  ])("the runner is refused: %s", async (statement) => {
    await rolledBack(roles.runner, async (tx) => {
      await expect(tx.unsafe(filled(statement))).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    });
  });
  test("the runner may read what people are called", () =>
    expectAllowed("runner", "select id, name from users"));

  test.each([
    "update users set email = 'other@example.test'",
    "update users set id = id",
    "delete from users",
    "delete from workspaces",
    "update workspaces set slug = slug",
    "update memberships set workspace_id = workspace_id",
    "update memberships set user_id = user_id",
    "update sessions set expires_at = 'infinity'",
    "update sessions set user_id = user_id",
    "update invitations set role = 'owner'",
    "update invitations set expires_at = 'infinity'",
    "insert into password_resets (id, user_id, token_hash, expires_at) values ('r', '{user}', 'h', 'infinity')",
    "update password_resets set token_hash = 'h'",
    "insert into setup_codes (id, code_hash) values (7, 'h')",
    "update setup_codes set code_hash = 'h'",
    "delete from password_hashes",
  ])("web is refused: %s", (statement) => expectRefused("web", statement));
});

describe("history", () => {
  const statements = [
    "update audit_events set outcome = 'success'",
    "delete from audit_events",
    "truncate audit_events",
    "insert into audit_events (id, actor_type, actor_name, kind, outcome) values ('{event}', 'system', 'x', 'x', 'success') on conflict (id) do update set kind = 'x'",
    "alter table audit_events disable trigger all",
    "create rule r as on insert to audit_events do instead nothing",
    "drop table audit_events",
    "alter table secret_versions disable trigger user",
    "drop trigger secret_versions_destroyed on secret_versions",
    "create or replace function destroy_sealed_value() returns trigger language plpgsql as 'begin return null; end'",
    "truncate run_log_chunks",
    "delete from runs",
    "delete from secrets",
    "delete from secret_versions",
    "update secrets set name = 'OTHER'",
    "update secrets set workspace_id = workspace_id",
    "update secrets set created_by = 'x'",
    "update secret_versions set number = number",
    "update secret_versions set created_by = 'x'",
    "update runs set action_version_id = 'x'",
    "update runs set started_by = 'x'",
    "update runs set workspace_id = workspace_id",
    "update action_versions set code = 'x'",
    "update idempotency_keys set result = '{}'",
    "update key_checks set sealing_check = 'x'",
    "delete from key_checks",
  ];
  test.each(statements)("web is refused: %s", (statement) => expectRefused("web", statement));
  test.each(statements)("the runner is refused: %s", (statement) => expectRefused("runner", statement));
  test.each([
    "insert into run_log_chunks (run_id, workspace_id, seq, stream, content) values ('{run}', '{workspace}', 1, 'stdout', 'x')",
    "insert into run_secret_reads (run_id, workspace_id, secret_id, secret_name, version) values ('{run}', '{workspace}', '{secret}', 'KEY', 1)",
    "update runs set result = 'x'",
    "update runs set lease_expires_at = 'infinity'",
    "update secrets set last_used_at = now()",
    "update runners set sandbox_problem = null",
  ])("web is refused what the runner tells: %s", (statement) => expectRefused("web", statement));
  test.each([
    "delete from run_log_chunks",
    "update run_log_chunks set content = 'x'",
    "delete from run_secret_reads",
  ])("the runner is refused to take back: %s", (statement) => expectRefused("runner", statement));

  test("either may add an event", async () => {
    const event = `insert into audit_events (id, actor_type, actor_name, kind, outcome) values (gen_random_uuid()::text, 'system', 'x', 'x', 'success')`;
    await expectAllowed("web", event);
    await expectAllowed("runner", event);
  });
});
