import type postgres from "postgres";

/** Every row that belongs to a workspace as text, by table, but for the audit log. `sql` must be the owner's. */
export async function rowsOfWorkspace(
  sql: postgres.Sql,
  workspaceId: string,
): Promise<Record<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'workspace_id'
      and c.relname <> 'audit_events' order by 1`;
  const each = tables.map(
    ({ name }) => `select '${name}' as name, t::text as row from ${name} t where workspace_id = $1`,
  );
  const found = await sql.unsafe<{ name: string; row: string }[]>(
    `${each.join(" union all ")} order by 1, 2`,
    [workspaceId],
  );
  const rows: Record<string, string[]> = {};
  for (const { name, row } of found) (rows[name] ??= []).push(row);
  return rows;
}

/** The names of the tables, pg-boss's too, where `needle` or its hex form occurs in any column. `sql` must be the owner's. */
export async function tablesContaining(sql: postgres.Sql, needle: string): Promise<string[]> {
  const hex = Buffer.from(needle).toString("hex");
  const found: string[] = [];
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'pgboss', 'drizzle') and c.relkind in ('r', 'p') order by 1`;
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0 limit 1`,
      [needle, hex],
    );
    if (row !== undefined) found.push(name);
  }
  return found;
}
