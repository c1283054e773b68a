import type postgres from "postgres";

const tablesWith = (sql: postgres.Sql, column: string) => sql<{ name: string }[]>`
  select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind = 'r'
    and (${column} = '' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = ${column}))
  order by 1`;

/** Every row that belongs to a workspace as text, by table, but for the audit log. `sql` must be the owner's. */
export async function rowsOfWorkspace(
  sql: postgres.Sql,
  workspaceId: string,
): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const { name } of await tablesWith(sql, "workspace_id")) {
    if (name === "audit_events") continue;
    const found = await sql<{ row: string }[]>`
      select t::text as row from ${sql(name)} t where workspace_id = ${workspaceId} order by 1`;
    rows[name] = found.map(({ row }) => row);
  }
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
