import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { connect } from "#db/connect.ts";
import { actionVersions, auditEvents, runs } from "#db/schema/index.ts";
import { withDatabase } from "#lib/auth/context.ts";
import { cancelRun, startRun } from "#lib/runs/mutations.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { addRunnerRow } from "#lib/testing/runner-row.ts";
import { undoneAsWeb } from "#lib/testing/undone-as-web.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

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
  actionId = await newAction(workspace.owner, "Sync");
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const submit = () => ({ actionId, idempotencyKey: randomUUID() });
const rows = () => owner.db.select().from(runs).where(eq(runs.workspaceId, workspace.owner.workspaceId));
const jobs = async (runId: string) =>
  (await owner.sql`select data from pgboss.job where name = 'runs' and data ->> 'runId' = ${runId}`).map(
    (job) => job["data"] as unknown,
  );
const events = (kind: string) =>
  owner.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.workspaceId, workspace.owner.workspaceId), eq(auditEvents.kind, kind)));

describe("starting a run", () => {
  test("writes its row and one job that holds the run's id and nothing else", async () => {
    const { id } = await startRun(workspace.member, submit());
    expect(await rows()).toMatchObject([
      {
        ...{ id, actionId, actionName: "Sync", actionVersion: 1, status: "queued", trigger: "manual" },
        ...{
          startedBy: workspace.member.userId,
          startedByName: "Mia Member",
          startedAt: null,
          exitReason: null,
        },
      },
    ]);
    expect(await jobs(id)).toEqual([{ runId: id }]);
    expect(await events("action.run")).toMatchObject([
      { targetId: actionId, outcome: "success", details: { run: id, version: 1 } },
    ]);
  });

  test("undone, it leaves neither row nor job: both are of one transaction", async () => {
    let runId = "";
    await undoneAsWeb(owner, [], async (tx) => {
      ({ id: runId } = await startRun(withDatabase(workspace.owner, tx), submit()));
      // Both are there for the transaction itself, and for nobody else.
      expect(await tx.$count(runs, eq(runs.id, runId))).toBe(1);
      await tx.execute("reset role");
      expect([
        ...(await tx.execute(sql`select from pgboss.job where data ->> 'runId' = ${runId}`)),
      ]).toHaveLength(1);
      const seen = await workspace.owner.db.$count(runs, eq(runs.id, runId));
      expect(seen).toBe(0);
    });
    expect(await rows()).toEqual([]);
    expect(await jobs(runId)).toEqual([]);
  });

  test("where the job can't be queued there is no run", async () => {
    await undoneAsWeb(owner, ["revoke insert on pgboss.job_common from tacit_web"], async (tx) => {
      await expect(startRun(withDatabase(workspace.owner, tx), submit())).rejects.toMatchObject({
        sqlState: "42501",
      });
      expect(await tx.$count(runs, eq(runs.workspaceId, workspace.owner.workspaceId))).toBe(0);
    });
  });

  test("again with the same submit, also at once, is the one run with its one job", async () => {
    const one = submit();
    const started = await Promise.all([1, 2, 3, 4].map(() => startRun(workspace.member, one)));
    const [id] = new Set(started.map((run) => run.id));
    expect(await rows()).toHaveLength(1);
    expect(await jobs(id!)).toHaveLength(1);
    expect(await startRun(workspace.member, one)).toEqual({ id });
  });

  test("with code that Python can't read is refused at its line", async () => {
    await owner.db
      .update(actionVersions)
      .set({ syntaxProblem: { line: 3, column: 1, message: "invalid syntax" } })
      .where(eq(actionVersions.actionId, actionId));
    const refusal = await refusalOf(startRun(workspace.member, submit()));
    expect(refusal).toMatchObject({ code: "INVALID", fieldErrors: { code: "invalid syntax" } });
    expect(refusal.message).toBe("Line 3: invalid syntax. Correct it and save, then run again.");
    expect(await rows()).toEqual([]);
  });

  describe("without a runner that can run", () => {
    const refusedWith = async (...prepare: string[]) => {
      let message = "";
      await undoneAsWeb(owner, prepare, async (tx) => {
        const refusal = await refusalOf(startRun(withDatabase(workspace.member, tx), submit()));
        expect(refusal.code).toBe("UNAVAILABLE");
        expect(await tx.$count(runs, eq(runs.workspaceId, workspace.owner.workspaceId))).toBe(0);
        message = refusal.message;
      });
      return message;
    };

    test("is refused in words for people, whether there is none, it was stopped, or it isn't heard of", async () => {
      const none = await refusedWith("delete from runners");
      expect(none).toMatch(/No runner is there/);
      expect(await refusedWith("update runners set stopped_at = now()")).toBe(none);
      expect(await refusedWith("update runners set last_heartbeat_at = now() - interval '21 seconds'")).toBe(
        none,
      );
    });

    test("is refused with the runner's own reason when it can't start a sandbox", async () => {
      expect(await refusedWith("update runners set sandbox_problem = 'Install bubblewrap.'")).toBe(
        "Install bubblewrap.",
      );
    });

    test("the same submit of a run that was started before is a success still", async () => {
      const one = submit();
      const { id } = await startRun(workspace.member, one);
      await undoneAsWeb(owner, ["delete from runners"], async (tx) => {
        expect(await startRun(withDatabase(workspace.member, tx), one)).toEqual({ id });
      });
    });
  });
});

describe("cancelling a run", () => {
  const cancel = (runId: string, ctx = workspace.member) => cancelRun(ctx, { runId });

  test("that is queued ends it at once", async () => {
    const { id } = await startRun(workspace.owner, submit());
    await cancel(id);
    const [run] = await rows();
    expect(run).toMatchObject({
      ...{ status: "cancelled", exitReason: "cancelled", cancelRequestedBy: workspace.member.userId },
    });
    expect(run!.finishedAt).toEqual(run!.cancelRequestedAt);
  });

  test("that is running asks its runner, once, and leaves the rest to it", async () => {
    const { id } = await startRun(workspace.owner, submit());
    await owner.db.update(runs).set({ status: "running", startedAt: new Date() }).where(eq(runs.id, id));
    await Promise.all([cancel(id), cancel(id, workspace.owner), cancel(id)]);
    const [run] = await rows();
    expect(run).toMatchObject({ status: "running", exitReason: null, finishedAt: null });
    expect(run!.cancelRequestedAt).toBeInstanceOf(Date);
    expect(await events("run.cancel")).toHaveLength(1);
  });

  test.each(["succeeded", "failed", "cancelled", "timed_out"] as const)(
    "that is %s changes nothing and is no error",
    async (status) => {
      const { id } = await startRun(workspace.owner, submit());
      await owner.db.update(runs).set({ status: "running" }).where(eq(runs.id, id));
      await owner.db.update(runs).set({ status, finishedAt: new Date() }).where(eq(runs.id, id));
      const before = await rows();
      await cancel(id);
      expect(await rows()).toEqual(before);
      expect(await events("run.cancel")).toEqual([]);
    },
  );

  test("tells the runner by NOTIFY with the run's id", async () => {
    const { id } = await startRun(workspace.owner, submit());
    await owner.db.update(runs).set({ status: "running" }).where(eq(runs.id, id));
    const told = Promise.withResolvers<string>();
    const listening = await owner.sql.listen("tacit_cancel", (payload) => {
      if (payload === id) told.resolve(payload);
    });
    await cancel(id);
    expect(await told.promise).toBe(id);
    await listening.unlisten();
  });
});
