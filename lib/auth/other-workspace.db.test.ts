// Another workspace's ids answer exactly like ids that don't exist, at every door, and touch nothing.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { runLogChunks, runs, runSecretReads } from "#db/schema/index.ts";
import { deleteAction, saveAction } from "#lib/actions/mutations.ts";
import { getAction, listActions } from "#lib/actions/queries.ts";
import { auditFilterSchema } from "#lib/audit/schema.ts";
import { listAuditEvents, listAuditPersons } from "#lib/audit/queries.ts";
import { findWorkspaceContext, type WorkspaceContext } from "#lib/auth/context.ts";
import { newId } from "#lib/ids.ts";
import { inviteMember, withdrawInvitation } from "#lib/members/invitations.ts";
import { removeMember, updateMember } from "#lib/members/mutations.ts";
import { listCaretakerNames, listInvitations, listMembers } from "#lib/members/queries.ts";
import { cancelRun, startRun } from "#lib/runs/mutations.ts";
import { getRun, listLogChunks, listRuns } from "#lib/runs/queries.ts";
import { deleteSecret, updateSecret } from "#lib/secrets/mutations.ts";
import {
  getSecret,
  listDependents,
  listNamesLike,
  listRecentReads,
  listSecretNames,
  listSecrets,
  listVersions,
} from "#lib/secrets/queries.ts";
import { webDatabase } from "#lib/server/database.ts";
import { rowsOfWorkspace } from "#lib/testing/all-rows.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { newSecret } from "#lib/testing/new-secret.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { addRunnerRow } from "#lib/testing/runner-row.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

vi.mock("#lib/actions/verdict.ts", () => ({
  awaitVerdict: () => ({ syntaxProblem: null, syntaxChecked: false }),
}));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });

interface Ids {
  readonly secret: string;
  readonly action: string;
  readonly run: string;
  readonly invitation: string;
  readonly member: string;
}

/** Ids of rows that a workspace has: one of each kind. */
async function furnish({ owner: ctx, member }: TestWorkspace): Promise<Ids> {
  const secret = await newSecret(ctx, "THEIR_KEY", { title: "Theirs" });
  const action = await newAction(ctx, "Their action");
  const save = { actionId: action, revision: 1, name: "Their action", code: "app.secrets.THEIR_KEY" };
  await saveAction(ctx, { ...save, selectedSecrets: ["THEIR_KEY"], idempotencyKey: randomUUID() });
  const run = (await startRun(ctx, { actionId: action, idempotencyKey: randomUUID() })).id;
  const { workspaceId } = ctx;
  await owner.db
    .insert(runLogChunks)
    .values({ runId: run, workspaceId, seq: 1, stream: "stdout", content: "theirs" });
  await owner.db
    .insert(runSecretReads)
    .values({ runId: run, workspaceId, secretId: secret, secretName: "THEIR_KEY", version: 1 });
  await inviteMember(ctx, { email: "theirs@example.test", role: "member" });
  const [invitation] = await listInvitations(ctx);
  return { secret, action, run, invitation: invitation!.id, member: member.userId };
}

let mine: TestWorkspace;
let theirs: TestWorkspace;
let their: Ids;

beforeAll(async () => {
  await becomeWeb(urls.web);
  await addRunnerRow(owner);
  [mine, theirs] = [await makeTestWorkspace(), await makeTestWorkspace()];
  their = await furnish(theirs);
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const key = () => ({ idempotencyKey: randomUUID() });
const byId: Record<string, readonly [keyof Ids, (ctx: WorkspaceContext, id: string) => Promise<unknown>]> = {
  updateSecret: [
    "secret",
    (ctx, secretId) =>
      updateSecret(ctx, { secretId, revision: 1, value: "x", title: null, description: "", ...key() }),
  ],
  deleteSecret: [
    "secret",
    (ctx, secretId) => deleteSecret(ctx, { secretId, confirmation: "THEIR_KEY", ...key() }),
  ],
  getAction: ["action", getAction],
  saveAction: [
    "action",
    (ctx, actionId) =>
      saveAction(ctx, { actionId, revision: 2, name: "x", code: "", selectedSecrets: [], ...key() }),
  ],
  deleteAction: ["action", (ctx, actionId) => deleteAction(ctx, { actionId, ...key() })],
  startRun: ["action", (ctx, actionId) => startRun(ctx, { actionId, ...key() })],
  getRun: ["run", getRun],
  cancelRun: ["run", (ctx, runId) => cancelRun(ctx, { runId })],
  withdrawInvitation: ["invitation", (ctx, invitationId) => withdrawInvitation(ctx, { invitationId })],
  updateMember: ["member", (ctx, userId) => updateMember(ctx, { userId, from: "member", to: "admin" })],
  removeMember: ["member", (ctx, userId) => removeMember(ctx, { userId })],
};

describe.each(Object.entries(byId))("%s", (_, [kind, work]) => {
  test("with another workspace's id is refused in the words for an id that doesn't exist", async () => {
    const before = await rowsOfWorkspace(owner.sql, theirs.owner.workspaceId);
    const refusal = await refusalOf(work(mine.owner, their[kind]));
    for (const id of [newId(), "", "no id at all"])
      expect(await refusalOf(work(mine.owner, id))).toEqual(refusal);
    expect(refusal.code).toBe("NOT_FOUND");
    expect(await rowsOfWorkspace(owner.sql, theirs.owner.workspaceId)).toEqual(before);
  });

  test("control: with the workspace's own id is let in", async () => {
    const own = await makeTestWorkspace();
    const ids = await furnish(own);
    await work(own.owner, ids[kind]);
  });
});

describe("by name", () => {
  test("another workspace's secret is as absent as any", async () => {
    const refusal = await refusalOf(getSecret(mine.owner, "THEIR_KEY"));
    expect(await refusalOf(getSecret(mine.owner, "NOBODYS_KEY"))).toEqual(refusal);
    expect((await getSecret(theirs.member, "THEIR_KEY")).id).toBe(their.secret);
  });

  test("its slug is as absent as any to somebody who is not in it", async () => {
    const db = webDatabase();
    expect(await findWorkspaceContext(db, mine.owner.userId, theirs.owner.workspaceSlug)).toBeNull();
    expect(await findWorkspaceContext(db, mine.owner.userId, "no-such-workspace")).toBeNull();
    expect(await findWorkspaceContext(db, theirs.owner.userId, theirs.owner.workspaceSlug)).not.toBeNull();
  });
});

describe("lists", () => {
  const page = { search: "", cursor: null };
  const lists: Record<string, (ctx: WorkspaceContext) => Promise<unknown>> = {
    listSecrets: (ctx) => listSecrets(ctx, page),
    "listSecrets with a search": (ctx) => listSecrets(ctx, { search: "THEIR", cursor: null }),
    listSecretNames,
    listNamesLike: (ctx) => listNamesLike(ctx, "their_key"),
    listDependents: (ctx) => listDependents(ctx, "THEIR_KEY"),
    listRecentReads: (ctx) => listRecentReads(ctx, their.secret),
    listVersions: async (ctx) => listVersions(ctx, await getSecret(theirs.owner, "THEIR_KEY")),
    listActions: (ctx) => listActions(ctx, page),
    listRuns: (ctx) => listRuns(ctx, { actionId: null, cursor: null }),
    "listRuns of an action": (ctx) => listRuns(ctx, { actionId: their.action, cursor: null }),
    listLogChunks: (ctx) => listLogChunks(ctx, their.run, 0, 10),
    listInvitations,
    listMembers: async (ctx) => (await listMembers(ctx)).filter(({ userId }) => userId === their.member),
    listAuditEvents: (ctx) => listAuditEvents(ctx, auditFilterSchema.parse({ secret: "THEIR_KEY" })),
    listAuditPersons: async (ctx) =>
      (await listAuditPersons(ctx)).filter(({ id }) => id === theirs.owner.userId),
  };
  const isEmpty = (found: unknown) =>
    (Array.isArray(found) ? found : (found as { items: unknown[] }).items).length === 0;

  test.each(Object.entries(lists))(
    "%s shows nothing of another workspace; control: its own it shows",
    async (_, list) => {
      expect(isEmpty(await list(mine.owner))).toBe(true);
      expect(isEmpty(await list(theirs.owner))).toBe(false);
    },
  );

  test("the caretakers are this workspace's", async () => {
    await owner.sql`update users set name = 'Only here' where id = ${theirs.admin.userId}`;
    expect(await listCaretakerNames(mine.member)).not.toContain("Only here");
    expect(await listCaretakerNames(theirs.member)).toContain("Only here");
  });
});

test("an action of one workspace that names another's secret has it not among its dependents", async () => {
  await newSecret(mine.owner, "SHARED_NAME");
  const action = await newAction(theirs.owner);
  const save = { actionId: action, revision: 1, name: "x", code: "", selectedSecrets: ["SHARED_NAME"] };
  await saveAction(theirs.owner, { ...save, ...key() });
  expect(await listDependents(mine.owner, "SHARED_NAME")).toEqual([]);
  expect((await listSecrets(mine.owner, { search: "SHARED", cursor: null })).items[0]?.usedBy).toBe(0);
});

test("a run in one workspace of an action id in another does not show as that action's last run", async () => {
  await owner.db.insert(runs).values({
    ...{ id: newId(), workspaceId: mine.owner.workspaceId, actionId: their.action, actionName: "x" },
    ...{ actionVersionId: "v", actionVersion: 1, status: "failed", trigger: "manual", startedBy: "x" },
    ...{ startedByName: "x", idempotencyKey: randomUUID() },
  });
  const { items } = await listActions(theirs.owner, { search: "Their action", cursor: null });
  expect(items[0]?.lastRun?.id).toBe(their.run);
});
