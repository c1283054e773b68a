import type postgres from "postgres";

type Grants = Record<string, Record<string, string>>;

/** All that the live catalog grants to anybody but an object's owner, and what the roles are. Its JSON is db/privileges.json. */
export interface Privileges {
  readonly roles: Record<string, string>;
  readonly memberships: string[];
  readonly database: Grants;
  readonly schemas: Grants;
  readonly tables: Grants;
  readonly sequences: Grants;
  readonly functions: Grants;
  readonly types: Grants;
  readonly defaults: Grants;
  /** Owners of what is in Tacit's schemas. */
  readonly owners: string[];
  /** Functions that run with their owner's rights. */
  readonly definers: string[];
}

interface GrantRow {
  readonly object: string;
  readonly grantee: string;
  /** "SELECT", or "UPDATE (name)" for a column, with "*" after it where it may be handed on. */
  readonly privilege: string;
}

/** What runs a statement: a connection or a transaction on it. */
type Runs = Pick<postgres.Sql, "unsafe">;

/** One line for each object and grantee: "SELECT, UPDATE (hash, updated_at)". */
function collect(rows: readonly GrantRow[]): Grants {
  const grants: Grants = {};
  for (const { object, grantee, privilege } of rows) {
    // pg-boss names its partitions after the day on which it was installed.
    const of = (grants[object.replace(/_\d{8}$/, "_<day>")] ??= {});
    const known = of[grantee];
    if (known === undefined) of[grantee] = privilege;
    else if (known !== privilege) of[grantee] = `${known}, ${privilege}`;
  }
  return grants;
}

/** Reads the privileges of the database that `sql`, its owner, is connected to. */
export async function readPrivileges(sql: Runs): Promise<Privileges> {
  // acl: the object's own list, or what PostgreSQL means by its absence.
  const granted = (columns: string, from: string, acl: string, owner: string, where = "true") =>
    sql.unsafe<GrantRow[]>(`
    select ${columns}, coalesce(r.rolname, 'PUBLIC') as grantee,
      string_agg(a.privilege_type || case when a.is_grantable then '*' else '' end, ', ' order by a.privilege_type) as privilege
    from ${from}
    cross join lateral aclexplode(${acl}) a
    left join pg_roles r on r.oid = a.grantee
    where a.grantee <> ${owner} and ${where}
    group by 1, 2 order by 1, 2`);

  const ours = "n.nspname !~ '^(pg_|information_schema$)'";
  const inSchema = "join pg_namespace n on n.oid =";
  const relations = (kind: string, code: string) =>
    granted(
      "n.nspname || '.' || c.relname as object",
      `pg_class c ${inSchema} c.relnamespace`,
      `coalesce(c.relacl, acldefault('${code}', c.relowner))`,
      "c.relowner",
      `${ours} and c.relkind in (${kind})`,
    );
  const columns = () =>
    sql.unsafe<GrantRow[]>(`
    select object, grantee, privilege || ' (' || string_agg(name, ', ' order by name) || ')' as privilege from (
      select n.nspname || '.' || c.relname as object, coalesce(r.rolname, 'PUBLIC') as grantee, t.attname as name,
        a.privilege_type || case when a.is_grantable then '*' else '' end as privilege
      from pg_attribute t
      join pg_class c on c.oid = t.attrelid ${inSchema} c.relnamespace
      cross join lateral aclexplode(t.attacl) a left join pg_roles r on r.oid = a.grantee
      where ${ours} and a.grantee <> c.relowner
    ) columns group by object, grantee, columns.privilege order by 1, 2, columns.privilege`);

  const roles = await sql.unsafe<{ name: string; may: string }[]>(`
    select rolname as name, concat_ws(', ', case when rolcanlogin then 'login' end, case when rolsuper then 'superuser' end,
      case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end,
      case when rolreplication then 'replication' end, case when rolbypassrls then 'bypassrls' end,
      case when rolinherit then 'inherit' end, array_to_string(rolconfig, ', ')) as may
    from pg_roles where rolname like 'tacit%' order by 1`);
  const members = await sql.unsafe<{ line: string }[]>(`
    select m.rolname || ' in ' || r.rolname || case when a.admin_option then ' admin' else '' end
      || case when a.inherit_option then ' inherit' else '' end || case when a.set_option then ' set' else '' end as line
    from pg_auth_members a join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member
    where m.rolname like 'tacit%' order by 1`);
  const owners = await sql.unsafe<{ owner: string }[]>(`
    select distinct r.rolname as owner from (
      select relowner as owner, relnamespace as namespace from pg_class
      union select proowner, pronamespace from pg_proc union select typowner, typnamespace from pg_type
    ) object ${inSchema} object.namespace join pg_roles r on r.oid = object.owner where ${ours}`);
  const definers = await sql.unsafe<{ name: string }[]>(`
    select p.oid::regprocedure::text as name from pg_proc p ${inSchema} p.pronamespace where ${ours} and p.prosecdef order by 1`);

  return {
    roles: Object.fromEntries(roles.map(({ name, may }) => [name, may])),
    memberships: members.map(({ line }) => line),
    database: collect(
      await granted(
        "'this' as object",
        "pg_database d",
        "coalesce(d.datacl, acldefault('d', d.datdba))",
        "d.datdba",
        "d.datname = current_database()",
      ),
    ),
    schemas: collect(
      await granted(
        "n.nspname as object",
        "pg_namespace n",
        "coalesce(n.nspacl, acldefault('n', n.nspowner))",
        "n.nspowner",
        ours,
      ),
    ),
    tables: collect([...(await relations("'r','p','v','m','f'", "r")), ...(await columns())]),
    sequences: collect(await relations("'S'", "s")),
    functions: collect(
      await granted(
        "p.oid::regprocedure::text as object",
        `pg_proc p ${inSchema} p.pronamespace`,
        "coalesce(p.proacl, acldefault('f', p.proowner))",
        "p.proowner",
        ours,
      ),
    ),
    types: collect(
      await granted(
        "t.oid::regtype::text as object",
        `pg_type t ${inSchema} t.typnamespace`,
        "t.typacl",
        "t.typowner",
        ours,
      ),
    ),
    defaults: collect(
      await granted(
        "d.defaclrole::regrole::text || ' makes ' || d.defaclobjtype::text as object",
        "pg_default_acl d",
        "d.defaclacl",
        "d.defaclrole",
      ),
    ),
    owners: owners.map(({ owner }) => owner),
    definers: definers.map(({ name }) => name),
  };
}
