import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { actions, actionVersions, auditEvents, runLogChunks, runs } from "#db/schema/index.ts";
import { newId } from "#lib/ids.ts";
import { claimRun } from "#runner/claim.ts";
import { finishRun, type RunOutcome } from "#runner/finish.ts";
import { makeTestKeys } from "#runner/keys/test-keys.ts";
import { renewLeases } from "#runner/lease-keeper.ts";
import type { OwnRun } from "#runner/own-run.ts";
import { storeLogChunks } from "#runner/store-log.ts";
import { failLostRuns, findOrphanedRuns } from "#runner/sweep.ts";
import { makeWorkspace, openQueue, readLog, type TestWorkspace } from "#runner/testing/workspace.ts";

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 4, name: "test-owner" });
const { db, close } = connect(urls.runner, { max: 4, name: "test-leases" });
const { sealing } = await makeTestKeys();
let workspace: TestWorkspace;
let runId: string;

beforeEach(async () => {
  workspace = await makeWorkspace(owner, sealing);
  runId = await workspace.queueRun(
    await workspace.saveAction({ code: "print(1)", referenced: ["A"], selected: ["B"] }),
  );
});
afterAll(async () => {
  await Promise.all([owner.close(), close()]);
});

const completed: RunOutcome = { reason: "completed", message: null, line: null, result: "1" };
const noLog = { bytes: 0, truncated: false };
const hello = { seq: 1, stream: "stdout", content: "hello" } as const;

async function claim(): Promise<OwnRun> {
  const own = { runId, runnerId: newId() };
  expect(await claimRun(db, own)).not.toBeNull();
  return own;
}
const change = (values: Partial<typeof runs.$inferInsert>) =>
  owner.db.update(runs).set(values).where(eq(runs.id, runId));
const current = async () => (await owner.db.select().from(runs).where(eq(runs.id, runId)))[0]!;

describe("claiming a run", () => {
  it("is won by one, of however many try at once", async () => {
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => claimRun(db, { runId, runnerId: newId() })),
    );
    const won = claims.filter((run) => run !== null);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ id: runId, actionName: "Test action", cancelRequested: false });
    expect(won[0]!.code).toMatchObject({ code: "print(1)", allowedSecrets: new Set(["A", "B"]) });
  });

  it.each(["running", "succeeded", "failed", "cancelled", "timed_out"] as const)(
    "never takes one that is %s",
    async (status) => {
      await change({ status });
      expect(await claimRun(db, { runId, runnerId: newId() })).toBeNull();
    },
  );

  it("says when a cancel came before it, and when the code is gone", async () => {
    await change({ cancelRequestedAt: new Date() });
    const { actionId } = await current();
    await owner.db.delete(actionVersions).where(eq(actionVersions.actionId, actionId));
    await owner.db.delete(actions).where(eq(actions.id, actionId));
    expect(await claimRun(db, { runId, runnerId: newId() })).toMatchObject({
      cancelRequested: true,
      code: null,
    });
  });
});

describe("the runner that holds a run", () => {
  it("stores its log, each piece once, and its end, once", async () => {
    const own = await claim();
    expect(await storeLogChunks(db, own, [hello])).toBe(true);
    expect(await storeLogChunks(db, own, [hello, { seq: 2, stream: "stderr", content: "\u2028 😀" }])).toBe(
      true,
    );
    expect(await readLog(owner, runId)).toBe("hello\u2028 😀");
    expect(await finishRun(db, own, completed, { bytes: 5, truncated: true })).toBe(true);
    expect(await finishRun(db, own, { ...completed, reason: "error" }, noLog)).toBe(false);
    expect(await current()).toMatchObject({
      status: "succeeded",
      exitReason: "completed",
      logBytes: 5,
      leaseExpiresAt: null,
    });
    const events = await owner.db.select().from(auditEvents).where(eq(auditEvents.targetId, runId));
    expect(events).toMatchObject([
      { kind: "run.finish", outcome: "success", details: { reason: "completed" } },
    ]);
  });

  it.each([
    ["another one has it", { runnerId: "somebody else" }],
    ["its lease is over", { leaseExpiresAt: new Date(0) }],
    ["it has ended", { status: "failed" as const }],
  ])("can write nothing more once %s", async (_case, taken) => {
    const own = await claim();
    await change(taken);
    expect(await storeLogChunks(db, own, [hello])).toBe(false);
    expect(await finishRun(db, own, completed, noLog)).toBe(false);
    expect(await renewLeases(db, own.runnerId, [runId])).toEqual({ lost: [runId], cancelled: [] });
    expect(await owner.db.select().from(runLogChunks).where(eq(runLogChunks.runId, runId))).toEqual([]);
    expect(await current()).toMatchObject(taken);
  });

  it("renews its lease, and hears of a cancel by that", async () => {
    const own = await claim();
    const soon = new Date(Date.now() + 5000);
    await change({ leaseExpiresAt: soon });
    expect(await renewLeases(db, own.runnerId, [runId])).toEqual({ lost: [], cancelled: [] });
    expect((await current()).leaseExpiresAt!.getTime()).toBeGreaterThan(soon.getTime() + 20_000);
    await change({ cancelRequestedAt: new Date() });
    expect(await renewLeases(db, own.runnerId, [runId])).toEqual({ lost: [], cancelled: [runId] });
  });
});

describe("the sweep", () => {
  it("ends a run whose runner is lost, and does not repeat it", async () => {
    const own = await claim();
    await storeLogChunks(db, own, [{ ...hello, content: "fünf" }]);
    await failLostRuns(db, "another");
    expect(await current()).toMatchObject({ status: "running" });
    await change({ leaseExpiresAt: new Date(Date.now() - 1) });
    await failLostRuns(db, "another");
    expect(await current()).toMatchObject({ status: "failed", exitReason: "runner_lost", logBytes: 5 });
    expect((await current()).errorMessage).toContain("The runner was lost");
    expect(await claimRun(db, own)).toBeNull();
    expect(await findOrphanedRuns(db)).not.toContain(runId);
    const events = await owner.db.select().from(auditEvents).where(eq(auditEvents.targetId, runId));
    expect(events).toMatchObject([
      { kind: "run.finish", outcome: "failure", details: { reason: "runner_lost" } },
    ]);
  });

  it("finds a queued run whose job is gone, and none that has one or is new", async () => {
    expect(await findOrphanedRuns(db)).not.toContain(runId);
    await change({ queuedAt: sql`now() - interval '1 minute'` as unknown as Date });
    expect(await findOrphanedRuns(db)).toContain(runId);
    const queue = await openQueue(urls.web);
    await queue.sendRun(runId);
    expect(await findOrphanedRuns(db)).not.toContain(runId);
    // A runner fetched the job and died before it claimed the run.
    await owner.sql`update pgboss.job set state = 'active' where data ->> 'runId' = ${runId}`;
    expect(await findOrphanedRuns(db)).toContain(runId);
    await queue.close();
  });
});
