import { randomUUID } from "node:crypto";
import type postgres from "postgres";

/** The ids of one row in each table that the roles' rights are tried on. */
export interface Rows {
  readonly workspace: string;
  readonly user: string;
  readonly secret: string;
  readonly version: string;
  readonly action: string;
  readonly run: string;
  readonly event: string;
}

/** Writes one row a table, as whoever `sql` is. `sql` must be the owner's. */
export async function insertRows(sql: Pick<postgres.Sql, "unsafe">): Promise<Rows> {
  const [workspace, user, secret, version, action, run, event] = Array.from({ length: 7 }, () =>
    randomUUID(),
  );
  const rows = { workspace, user, secret, version, action, run, event } as Rows;
  await sql.unsafe(`
    insert into workspaces (id, name, slug) values ('${rows.workspace}', 'W', '${rows.workspace}');
    insert into users (id, name, email) values ('${rows.user}', 'U', '${rows.user}@example.test');
    insert into password_hashes (user_id, hash) values ('${rows.user}', 'a hash');
    insert into memberships (workspace_id, user_id, role) values ('${rows.workspace}', '${rows.user}', 'owner');
    insert into sessions (id, user_id, expires_at) values ('${rows.user}', '${rows.user}', now() + interval '1 day');
    insert into secrets (id, workspace_id, name, current_version, created_by, updated_by)
      values ('${rows.secret}', '${rows.workspace}', 'KEY', 1, '${rows.user}', '${rows.user}');
    insert into secret_versions (id, workspace_id, secret_id, number, key_id, created_by)
      values ('${rows.version}', '${rows.workspace}', '${rows.secret}', 1, 'k', '${rows.user}');
    insert into sealed_values (version_id, workspace_id, secret_id, key_id, envelope)
      values ('${rows.version}', '${rows.workspace}', '${rows.secret}', 'k', 'sealed');
    insert into actions (id, workspace_id, name, created_by, updated_by)
      values ('${rows.action}', '${rows.workspace}', 'A', '${rows.user}', '${rows.user}');
    insert into runs (id, workspace_id, action_id, action_name, action_version_id, action_version, status, trigger,
        started_by, started_by_name, idempotency_key)
      values ('${rows.run}', '${rows.workspace}', '${rows.action}', 'A', 'v', 1, 'queued', 'manual', '${rows.user}', 'U', 'i');
    insert into audit_events (id, workspace_id, actor_type, actor_name, kind, outcome)
      values ('${rows.event}', '${rows.workspace}', 'person', 'U', 'secret.create', 'success')`);
  return rows;
}
