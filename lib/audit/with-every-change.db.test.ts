// A change and its audit event are one: where the event can't be written, nothing was changed.
import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { connect, type Transaction } from "#db/connect.ts";
import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { auditEvents } from "#db/schema/index.ts";
import { createAction, deleteAction, saveAction } from "#lib/actions/mutations.ts";
import { withDatabase, type WorkspaceContext } from "#lib/auth/context.ts";
import { inviteMember } from "#lib/members/invitations.ts";
import { leaveWorkspace, removeMember, updateMember } from "#lib/members/mutations.ts";
import { cancelRun, startRun } from "#lib/runs/mutations.ts";
import { createSecret, deleteSecret, updateSecret } from "#lib/secrets/mutations.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { newSecret } from "#lib/testing/new-secret.ts";
import { addRunnerRow } from "#lib/testing/runner-row.ts";
import { undoneAsWeb } from "#lib/testing/undone-as-web.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

vi.mock("#lib/actions/verdict.ts", () => ({
  awaitVerdict: () => ({ syntaxProblem: null, syntaxChecked: false }),
}));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;
let ids: { secretId: string; actionId: string; runId: string };

beforeAll(async () => {
  await becomeWeb(urls.web);
  await addRunnerRow(owner);
});
beforeEach(async () => {
  workspace = await makeTestWorkspace();
  const actionId = await newAction(workspace.owner);
  const run = await startRun(workspace.owner, { actionId, idempotencyKey: randomUUID() });
  ids = { secretId: await newSecret(workspace.owner, "KEY"), actionId, runId: run.id };
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const key = () => ({ idempotencyKey: randomUUID() });
const changes: Record<string, (ctx: WorkspaceContext) => Promise<unknown>> = {
  createSecret: (ctx) =>
    createSecret(ctx, { name: "NEW", title: null, value: "v", description: "", ...key() }),
  updateSecret: (ctx) =>
    updateSecret(ctx, {
      secretId: ids.secretId,
      revision: 1,
      value: "new",
      title: "t",
      description: "",
      ...key(),
    }),
  deleteSecret: (ctx) => deleteSecret(ctx, { secretId: ids.secretId, confirmation: "KEY", ...key() }),
  createAction: (ctx) => createAction(ctx, key()),
  saveAction: (ctx) =>
    saveAction(ctx, {
      actionId: ids.actionId,
      revision: 1,
      name: "N",
      code: "1",
      selectedSecrets: ["KEY"],
      ...key(),
    }),
  deleteAction: (ctx) => deleteAction(ctx, { actionId: ids.actionId, ...key() }),
  startRun: (ctx) => startRun(ctx, { actionId: ids.actionId, ...key() }),
  cancelRun: (ctx) => cancelRun(ctx, { runId: ids.runId }),
  inviteMember: (ctx) => inviteMember(ctx, { email: "new@example.test", role: "member" }),
  updateMember: (ctx) => updateMember(ctx, { userId: workspace.member.userId, from: "member", to: "admin" }),
  removeMember: (ctx) => removeMember(ctx, { userId: workspace.member.userId }),
  leaveWorkspace: (ctx) => leaveWorkspace(ctx),
};

/** Which rows there are, in which state: xmin tells a row that was written anew. The queue's jobs count, too. */
async function state(tx: Transaction): Promise<unknown> {
  await tx.execute("reset role");
  const parts = [
    "secrets",
    "secret_versions",
    "sealed_values",
    "actions",
    "action_versions",
    "action_secrets",
    "runs",
  ]
    .concat(["memberships", "invitations", "idempotency_keys"])
    .map(
      (table) =>
        `select '${table}' as t, x::text as row from ${table} x where workspace_id = '${workspace.owner.workspaceId}'`,
    )
    .concat([`select 'job', data::text from pgboss.job where created_on = now()`]);
  const rows = await tx.execute(sql.raw(`${parts.join(" union all ")} order by 1, 2`));
  await tx.execute("set local role tacit_web");
  return [...rows];
}

describe.each(Object.entries(changes))("%s", (name, change) => {
  const actor = (tx: Transaction) =>
    withDatabase(name === "leaveWorkspace" ? workspace.admin : workspace.owner, tx);

  test("changes nothing when its event can't be written", async () => {
    await undoneAsWeb(owner, ["revoke insert on audit_events from tacit_web"], async (tx) => {
      const before = await state(tx);
      const thrown = await change(actor(tx)).then(
        () => null,
        (error: unknown) => stripDatabaseError(error),
      );
      expect(thrown).toBeInstanceOf(DatabaseError);
      expect(thrown).toMatchObject({ sqlState: "42501" });
      expect(await state(tx)).toEqual(before);
    });
  });

  test("control: the same change in the same way, with its event, is made", async () => {
    await undoneAsWeb(owner, [], async (tx) => {
      const before = await state(tx);
      const count = () => tx.$count(auditEvents, eq(auditEvents.workspaceId, workspace.owner.workspaceId));
      const events = await count();
      await change(actor(tx));
      expect(await state(tx)).not.toEqual(before);
      expect(await count()).toBe(events + 1);
    });
  });
});
