import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { connect } from "#db/connect.ts";
import { DatabaseError } from "#db/database-error.ts";
import { idempotencyKeys, workspaces } from "#db/schema/index.ts";
import { withDatabase } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { once } from "#lib/server/once.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;

beforeAll(() => becomeWeb(urls.web));
beforeEach(async () => {
  workspace = await makeTestWorkspace();
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const submit = (key = randomUUID() as string, operation = "test") => ({
  key,
  operation,
  outcome: { id: newId() },
});
const nothing = () => Promise.resolve();
const keys = () =>
  owner.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.workspaceId, workspace.owner.workspaceId));

describe("a submit", () => {
  test("does its work once, and answers again what it answered first", async () => {
    const key = randomUUID();
    let done = 0;
    const work = () => {
      done += 1;
      return Promise.resolve();
    };
    const first = await once(workspace.owner, submit(key), work);
    expect(await once(workspace.owner, submit(key), work)).toEqual(first);
    expect(done).toBe(1);
  });

  test("sent many times at once does its work once, and all get the same answer", async () => {
    const key = randomUUID();
    let done = 0;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        once(workspace.owner, submit(key), async (tx) => {
          done += 1;
          await tx.db.execute(sql`select 1`);
        }),
      ),
    );
    expect(done).toBe(1);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  test("that waits for one which then fails does the work itself", async () => {
    const key = randomUUID();
    const { promise: begun, resolve: tellBegun } = Promise.withResolvers<undefined>();
    const { promise: mayFail, resolve: fail } = Promise.withResolvers<undefined>();
    const failing = once(workspace.owner, submit(key), async () => {
      tellBegun(undefined);
      await mayFail;
      throw new AppError("CONFLICT", "no");
    });
    failing.catch(nothing);
    await begun;
    const second = submit(key);
    const waiting = once(workspace.owner, second, nothing);
    fail(undefined);
    await expect(failing).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await waiting).toEqual(second.outcome);
  });

  test("that fails leaves no key, and what was written before is undone", async () => {
    const id = newId();
    const work = async (tx: typeof workspace.owner) => {
      await tx.db.insert(workspaces).values({ id, name: "x", slug: id });
      throw new AppError("INVALID", "no");
    };
    await expect(once(workspace.owner, submit(), work)).rejects.toMatchObject({ code: "INVALID" });
    expect(await keys()).toEqual([]);
    expect(await owner.db.$count(workspaces, eq(workspaces.id, id))).toBe(0);
  });

  test("is one person's in one workspace: the same key of another person, or elsewhere, is another submit", async () => {
    const other = await makeTestWorkspace();
    const key = randomUUID();
    const answers = [];
    for (const ctx of [workspace.owner, workspace.admin, other.owner])
      answers.push(await once(ctx, submit(key), nothing));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3);
  });

  test("whose key was used for another operation is refused", async () => {
    const key = randomUUID();
    await once(workspace.owner, submit(key, "one"), nothing);
    await expect(once(workspace.owner, submit(key, "two"), nothing)).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test("within a transaction that is undone was never sent", async () => {
    const key = randomUUID();
    const undo = new Error("undo");
    const outer = workspace.owner.db.transaction(async (tx) => {
      await once(withDatabase(workspace.owner, tx), submit(key), nothing);
      throw undo;
    });
    await expect(outer).rejects.toBe(undo);
    expect(await keys()).toEqual([]);
  });

  test("keeps ids and names only, and is forgotten a week later with the person's next one", async () => {
    const one = submit();
    await once(workspace.owner, one, nothing);
    expect((await keys()).map(({ result }) => result)).toEqual([one.outcome]);
    await owner.sql`update idempotency_keys set created_at = now() - interval '6 days 23 hours' where key = ${one.key}`;
    await once(workspace.owner, submit(), nothing);
    expect(await keys()).toHaveLength(2);
    await owner.sql`update idempotency_keys set created_at = now() - interval '7 days 1 second' where key = ${one.key}`;
    await once(workspace.owner, submit(), nothing);
    expect((await keys()).map(({ key }) => key)).not.toContain(one.key);
    expect(await keys()).toHaveLength(2);
  });
});

test("an error of the database's leaves without its input; control: drizzle's own holds it", async () => {
  const canary = `canary-${randomUUID()}`;
  const failing = (db: typeof workspace.owner.db) => db.execute(sql`select ${canary}::int`);
  const own = await failing(workspace.owner.db).catch((error: unknown) => error);
  expect((own as Error).message).toContain(canary);
  const thrown = await once(workspace.owner, submit(), async ({ db }) => {
    await failing(db);
  }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(DatabaseError);
  expect(`${(thrown as Error).stack}`).not.toContain(canary);
});
