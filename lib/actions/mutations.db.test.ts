import { randomUUID } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { actions, actionSecrets, actionVersions, auditEvents } from "#db/schema/index.ts";
import { createAction, deleteAction, saveAction } from "#lib/actions/mutations.ts";
import { getAction, listActions } from "#lib/actions/queries.ts";
import { getRun } from "#lib/runs/queries.ts";
import { startRun } from "#lib/runs/mutations.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { addRunnerRow } from "#lib/testing/runner-row.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

vi.mock("#lib/actions/verdict.ts", () => ({
  awaitVerdict: () => ({ syntaxProblem: null, syntaxChecked: false }),
}));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;
let actionId: string;

beforeAll(async () => {
  await becomeWeb(urls.web);
  await addRunnerRow(owner);
});
beforeEach(async () => {
  workspace = await makeTestWorkspace();
  actionId = await newAction(workspace.member, "Sync");
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const save = (values: Partial<Parameters<typeof saveAction>[1]> = {}) => ({
  actionId,
  revision: 1,
  name: "Sync",
  code: "print(app.secrets.A)",
  selectedSecrets: [] as string[],
  idempotencyKey: randomUUID(),
  ...values,
});
const readable = () =>
  owner.db
    .select({
      name: actionSecrets.secretName,
      referenced: actionSecrets.referenced,
      selected: actionSecrets.selected,
    })
    .from(actionSecrets)
    .where(eq(actionSecrets.actionId, actionId))
    .orderBy(asc(actionSecrets.secretName));
const versions = () =>
  owner.db
    .select()
    .from(actionVersions)
    .where(eq(actionVersions.actionId, actionId))
    .orderBy(asc(actionVersions.number));
const events = async () =>
  (
    await owner.db
      .select({ kind: auditEvents.kind })
      .from(auditEvents)
      .where(
        and(eq(auditEvents.workspaceId, workspace.owner.workspaceId), eq(auditEvents.targetId, actionId)),
      )
      .orderBy(asc(auditEvents.id))
  ).map(({ kind }) => kind);
const syntaxJobs = async (ids: readonly string[]) =>
  (
    await owner.sql`select from pgboss.job where name = 'syntax-checks' and data ->> 'actionVersionId' in ${owner.sql(ids)}`
  ).count;

describe("a new action", () => {
  test("is empty, right Python, named, and opens at once", async () => {
    const { id } = await createAction(workspace.member, { idempotencyKey: randomUUID() });
    expect(await getAction(workspace.owner, id)).toMatchObject({
      ...{ name: "Untitled action", code: "", revision: 1, syntaxProblem: null, syntaxChecked: true },
      createdByName: "Mia Member",
    });
  });

  test("is one for the same submit, also at once", async () => {
    const submit = { idempotencyKey: randomUUID() };
    const made = await Promise.all([1, 2, 3].map(() => createAction(workspace.member, submit)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });
});

describe("saving an action", () => {
  test("keeps every version as it was saved, and shows the newest", async () => {
    await saveAction(workspace.member, save());
    await saveAction(workspace.admin, save({ revision: 2, code: "second", name: "Renamed" }));
    expect((await versions()).map(({ number, code }) => [number, code])).toEqual([
      [1, ""],
      [2, "print(app.secrets.A)"],
      [3, "second"],
    ]);
    expect(await getAction(workspace.owner, actionId)).toMatchObject({
      ...{
        name: "Renamed",
        code: "second",
        revision: 3,
        createdByName: "Mia Member",
        updatedByName: "Adam Admin",
      },
    });
    expect(await events()).toEqual(["action.create", "action.update", "action.update"]);
  });

  test("finds the references, joins them with what is selected, and stores both with the version", async () => {
    const code = "print(app.secrets.B, app.secrets.A, app.secrets.get('C'))";
    const saved = await saveAction(workspace.member, save({ code, selectedSecrets: ["B", "Z", "B"] }));
    expect(saved).toMatchObject({
      revision: 2,
      referencedSecrets: expect.arrayContaining(["A", "B", "C"]) as string[],
    });
    expect(await readable()).toEqual([
      { name: "A", referenced: true, selected: false },
      { name: "B", referenced: true, selected: true },
      { name: "C", referenced: true, selected: false },
      { name: "Z", referenced: false, selected: true },
    ]);
    expect((await versions()).at(-1)).toMatchObject({ selectedSecrets: ["B", "Z"] });
  });

  test("takes back what an earlier version might read", async () => {
    await saveAction(workspace.member, save({ selectedSecrets: ["B"] }));
    await saveAction(workspace.member, save({ revision: 2, code: "pass" }));
    expect(await readable()).toEqual([]);
  });

  test("asks for Python's verdict on each version with code in it, and not on an empty one", async () => {
    await saveAction(workspace.member, save());
    await saveAction(workspace.member, save({ revision: 2, code: "" }));
    const [first, second, third] = await versions();
    expect(await syntaxJobs([second!.id])).toBe(1);
    expect(await syntaxJobs([first!.id, third!.id])).toBe(0);
    expect([first, second, third].map((version) => version!.syntaxCheckedAt !== null)).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("after somebody else's save is refused, says whose, and keeps theirs", async () => {
    await saveAction(workspace.admin, save({ code: "Adam's" }));
    const refusal = await refusalOf(saveAction(workspace.member, save({ code: "Mia's" })));
    expect(refusal.code).toBe("STALE");
    expect(refusal.message).toMatch(/^Adam Admin saved this action .* what you typed is still here/);
    expect(await getAction(workspace.member, actionId)).toMatchObject({ code: "Adam's", revision: 2 });
  });

  test("at once by several with one revision: one wins and the others are told", async () => {
    const people = [workspace.owner, workspace.admin, workspace.member];
    const results = await Promise.allSettled(
      people.map((ctx, i) => saveAction(ctx, save({ code: `x = ${i}` }))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "STALE" });
    expect(await versions()).toHaveLength(2);
  });

  test("again with the same submit is the same success and no further version", async () => {
    const submit = save();
    const [first, second] = await Promise.all([
      saveAction(workspace.member, submit),
      saveAction(workspace.member, submit),
    ]);
    expect(second).toEqual(first);
    expect(await saveAction(workspace.member, submit)).toEqual(first);
    expect(await versions()).toHaveLength(2);
  });

  test("keeps code byte for byte: line ends, tabs, trailing blanks, emoji", async () => {
    const code = "# 🔑 é e\u0301\r\nif 1:\n\tpass  \n\n";
    await saveAction(workspace.member, save({ code }));
    expect((await getAction(workspace.member, actionId)).code).toBe(code);
  });
});

describe("deleting an action", () => {
  const remove = (ctx = workspace.member) => deleteAction(ctx, { actionId, idempotencyKey: randomUUID() });

  test("is for its author, with its versions and what they might read; its runs stay", async () => {
    await saveAction(workspace.member, save());
    const run = await startRun(workspace.member, { actionId, idempotencyKey: randomUUID() });
    await remove();
    expect(await versions()).toEqual([]);
    expect(await readable()).toEqual([]);
    expect(await getRun(workspace.member, run.id)).toMatchObject({ actionName: "Sync", actionExists: false });
    expect(await events()).toContain("action.delete");
  });

  test("of somebody else's is for admins and owners, and told apart in the audit log", async () => {
    await remove(workspace.admin);
    expect(await events()).toEqual(["action.create", "action.delete_any"]);
  });

  test("of somebody else's is refused to a member, and nothing is gone", async () => {
    actionId = await newAction(workspace.admin);
    expect(await refusalOf(remove())).toMatchObject({ code: "FORBIDDEN" });
    expect(await owner.db.$count(actions, eq(actions.id, actionId))).toBe(1);
  });

  test("of one's own is still allowed to somebody who was demoted since", async () => {
    actionId = await newAction(workspace.admin);
    await owner.sql`update memberships set role = 'member' where user_id = ${workspace.admin.userId}`;
    await remove({ ...workspace.admin, role: "member" });
    expect(await owner.db.$count(actions, eq(actions.id, actionId))).toBe(0);
  });

  test("twice by the same submit is one success; by another one it is gone", async () => {
    const submit = { actionId, idempotencyKey: randomUUID() };
    await deleteAction(workspace.member, submit);
    expect(await deleteAction(workspace.member, submit)).toEqual({ id: actionId });
    expect(await refusalOf(remove())).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("listing actions", () => {
  test("by cursor shows each once, newest first, with the newest run", async () => {
    const ids: string[] = [actionId];
    for (let i = 0; i < 60; i += 1)
      ids.push((await createAction(workspace.member, { idempotencyKey: randomUUID() })).id);
    await startRun(workspace.member, { actionId, idempotencyKey: randomUUID() });
    const last = await startRun(workspace.member, { actionId, idempotencyKey: randomUUID() });
    const seen = [];
    let cursor: string | null = null;
    do {
      const page = await listActions(workspace.owner, { search: "", cursor });
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map(({ id }) => id)).toEqual(ids.toSorted().reverse());
    expect(seen.at(-1)?.lastRun?.id).toBe(last.id);
  });

  test.each([
    ["100%", ["100% sync"]],
    ["%", ["100% sync"]],
    ["_", ["a_b"]],
    ["A_B", ["a_b"]],
    ["\\", ["back\\slash"]],
    ["🚀", ["🚀 launch"]],
    ["none", []],
  ])("for %j finds what contains it and nothing else", async (search, names) => {
    for (const name of ["100% sync", "a_b", "axb", "back\\slash", "🚀 launch"])
      await newAction(workspace.member, name);
    const { items } = await listActions(workspace.member, { search, cursor: null });
    expect(items.map(({ name }) => name)).toEqual(names);
  });
});
