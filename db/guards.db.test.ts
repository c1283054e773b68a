// What the triggers hold, whoever writes: also the owner, whom no grant binds.
import postgres from "postgres";
import { afterAll, beforeEach, describe, expect, inject, test } from "vitest";
import { insertRows, type Rows } from "#db/testing/rows.ts";
import { rolledBack } from "#db/testing/rolled-back.ts";

const urls = inject("databaseUrls");
const owner = postgres(urls.owner, { max: 1 });
const web = postgres(urls.web, { max: 2 });
afterAll(() => Promise.all([owner.end(), web.end()]));

const VIOLATION = { code: "23000" };
let rows: Rows;
beforeEach(async () => {
  rows = await insertRows(owner);
});

const sealedCount = async (version: string) =>
  (await owner`select from sealed_values where version_id = ${version}`).count;
const destroy = (sql: postgres.Sql) =>
  sql`update secret_versions set destroyed_at = now() where id = ${rows.version}`;
const seal = (sql: postgres.Sql | postgres.TransactionSql, change: Partial<Record<string, string>> = {}) => {
  const row = {
    version_id: rows.version,
    workspace_id: rows.workspace,
    secret_id: rows.secret,
    key_id: "k",
    envelope: "bytes",
    ...change,
  };
  return sql`insert into sealed_values ${sql(row)}`;
};

describe("destroying a version", () => {
  test("takes its sealed bytes along, at web's word", async () => {
    expect(await sealedCount(rows.version)).toBe(1);
    await destroy(web);
    expect(await sealedCount(rows.version)).toBe(0);
  });

  test("leaves the bytes of other versions", async () => {
    const other = await insertRows(owner);
    await destroy(web);
    expect(await sealedCount(other.version)).toBe(1);
  });

  test("undone with its transaction, it took nothing", async () => {
    await rolledBack(owner, async (tx) => {
      await tx`update secret_versions set destroyed_at = now() where id = ${rows.version}`;
    });
    expect(await sealedCount(rows.version)).toBe(1);
  });

  test.each([["null"], ["now() + interval '1 day'"]])(
    "can't be taken back by setting it to %s",
    async (value) => {
      await destroy(web);
      for (const sql of [web, owner]) {
        await expect(
          sql.unsafe(`update secret_versions set destroyed_at = ${value} where id = '${rows.version}'`),
        ).rejects.toMatchObject(VIOLATION);
      }
    },
  );

  test("no bytes are sealed for it any more; control: before, they are", async () => {
    await owner`delete from sealed_values where version_id = ${rows.version}`;
    await rolledBack(web, async (tx) => {
      await seal(tx);
    });
    await destroy(web);
    for (const sql of [web, owner]) await expect(seal(sql)).rejects.toMatchObject(VIOLATION);
    expect(await sealedCount(rows.version)).toBe(0);
  });

  test("waits for bytes that are being sealed, and takes them along", async () => {
    await owner`delete from sealed_values where version_id = ${rows.version}`;
    const { promise: sealed, resolve: tellSealed } = Promise.withResolvers<undefined>();
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<undefined>();
    const sealing = web.begin(async (tx) => {
      await seal(tx);
      tellSealed(undefined);
      await mayCommit;
    });
    await sealed;
    const destroying = destroy(web).execute();
    commit(undefined);
    await Promise.all([sealing, destroying]);
    expect(await sealedCount(rows.version)).toBe(0);
  });

  test.each(["workspace_id", "secret_id", "key_id", "version_id"])(
    "bytes are refused that name another %s than their version's",
    async (column) => {
      const other = await insertRows(owner);
      const value =
        column === "workspace_id" ? other.workspace : column === "secret_id" ? other.secret : "other";
      await owner`delete from sealed_values where version_id = ${rows.version}`;
      await expect(seal(web, { [column]: value })).rejects.toMatchObject(VIOLATION);
    },
  );
});

describe("what is over", () => {
  test("a deleted secret stays deleted and as it was left", async () => {
    await web`update secrets set deleted_at = now(), deleted_by = 'x', title = null where id = ${rows.secret}`;
    for (const sql of [web, owner]) {
      for (const change of [
        "deleted_at = null",
        "title = 'back'",
        "revision = revision + 1",
        "deleted_by = 'y'",
      ]) {
        await expect(
          sql.unsafe(`update secrets set ${change} where id = '${rows.secret}'`),
        ).rejects.toMatchObject(VIOLATION);
      }
    }
  });

  test.each(["succeeded", "failed", "cancelled", "timed_out"])(
    "a run that is %s stays so; control: before, it changes",
    async (status) => {
      await owner`update runs set status = 'running' where id = ${rows.run}`;
      await owner`update runs set status = ${status} where id = ${rows.run}`;
      for (const sql of [web, owner]) {
        for (const next of ["queued", "running", "succeeded", status]) {
          await expect(sql`update runs set status = ${next} where id = ${rows.run}`).rejects.toMatchObject(
            VIOLATION,
          );
        }
      }
    },
  );
});
