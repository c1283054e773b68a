import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents, runs, runSecretReads, secrets, secretVersions } from "#db/schema/index.ts";
import { newId } from "#lib/ids.ts";
import { claimRun } from "#runner/claim.ts";
import { makeTestKeys } from "#runner/keys/test-keys.ts";
import { openSecret } from "#runner/open.ts";
import { listReadableNames, type ReadingRun, readSecret, type SecretRead } from "#runner/read-secret.ts";
import { type ActionFixture, makeWorkspace, type TestWorkspace } from "#runner/testing/workspace.ts";

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 4, name: "test-owner" });
const { db, close } = connect(urls.runner, { max: 4, name: "test-runner" });
const { sealing, ring } = await makeTestKeys();
let workspace: TestWorkspace;

beforeEach(async () => {
  workspace = await makeWorkspace(owner, sealing);
});
afterAll(async () => {
  await Promise.all([owner.close(), close()]);
});

/** A run that this runner has claimed, of an action that may read what the fixture says. */
async function startRun(fixture: Omit<ActionFixture, "code">, from = workspace): Promise<ReadingRun> {
  const runId = await from.queueRun(await from.saveAction({ code: "", ...fixture }));
  const runnerId = newId();
  const claimed = await claimRun(db, { runId, runnerId });
  return { ...claimed!, runId, runnerId, allowedSecrets: claimed!.code!.allowedSecrets };
}

const reads = (run: ReadingRun) =>
  owner.db.select().from(runSecretReads).where(eq(runSecretReads.runId, run.runId));
const audited = (run: ReadingRun) =>
  owner.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.workspaceId, run.workspaceId), eq(auditEvents.kind, "secret.read")));
const valueOf = (read: SecretRead) =>
  "sealed" in read ? openSecret(ring, read.sealed, read.sealed.envelope) : Promise.resolve(read.refusal);

describe("reading a secret", () => {
  it("gives the sealed value, and leaves a read, a last use and an audit event", async () => {
    const secretId = await workspace.saveSecret("API_KEY", "the value");
    const run = await startRun({ referenced: ["API_KEY"] });
    expect(await valueOf(await readSecret(db, run, "API_KEY"))).toBe("the value");
    expect(await reads(run)).toMatchObject([{ secretId, secretName: "API_KEY", version: 1 }]);
    const [secret] = await owner.db.select().from(secrets).where(eq(secrets.id, secretId));
    expect(secret?.lastUsedAt).toBeInstanceOf(Date);
    expect(await audited(run)).toMatchObject([
      {
        actorType: "runner",
        actorId: run.runnerId,
        outcome: "success",
        targetId: secretId,
        targetName: "API_KEY",
        details: { runId: run.runId, actionId: run.actionId, actionName: "Test action", version: 1 },
      },
    ]);
  });

  it("leaves them once, however often the run reads it", async () => {
    await workspace.saveSecret("API_KEY", "the value");
    const run = await startRun({ referenced: ["API_KEY"] });
    for (let i = 0; i < 3; i += 1) await readSecret(db, run, "API_KEY");
    expect(await reads(run)).toHaveLength(1);
    expect(await audited(run)).toHaveLength(1);
  });

  it("stays with the version that the run read first, while the next run reads the new one", async () => {
    const secretId = await workspace.saveSecret("API_KEY", "first");
    const run = await startRun({ referenced: ["API_KEY"] });
    await readSecret(db, run, "API_KEY");
    await workspace.replaceValue(secretId, "API_KEY", 2, "second");
    expect(await valueOf(await readSecret(db, run, "API_KEY"))).toBe("first");
    const next = await startRun({ referenced: ["API_KEY"] });
    expect(await valueOf(await readSecret(db, next, "API_KEY"))).toBe("second");
  });

  it("is refused when that version was destroyed", async () => {
    const secretId = await workspace.saveSecret("API_KEY", "first");
    const run = await startRun({ referenced: ["API_KEY"] });
    await readSecret(db, run, "API_KEY");
    await workspace.replaceValue(secretId, "API_KEY", 2, "second");
    await owner.db
      .update(secretVersions)
      .set({ destroyedAt: new Date() })
      .where(and(eq(secretVersions.secretId, secretId), eq(secretVersions.number, 1)));
    expect(await valueOf(await readSecret(db, run, "API_KEY"))).toMatchObject({ code: "refused" });
  });

  it("is refused after the deletion, with who, when and what to do, also to a run that has read it", async () => {
    const secretId = await workspace.saveSecret("API_KEY", "the value");
    const run = await startRun({ referenced: ["API_KEY"] });
    await readSecret(db, run, "API_KEY");
    await workspace.deleteSecret(secretId, new Date("2026-03-09T23:30:00Z"));
    const refusal = {
      code: "deleted",
      message:
        "The secret API_KEY was deleted by Anna Kern on 9 March 2026. Create it again or remove it from the code.",
    };
    expect(await readSecret(db, run, "API_KEY")).toEqual({ refusal });
    expect(await readSecret(db, await startRun({ referenced: ["API_KEY"] }), "API_KEY")).toEqual({ refusal });
    expect((await audited(run)).filter((event) => event.outcome === "denied")).toHaveLength(2);
  });

  it("reads the new secret of a name that was deleted and made again", async () => {
    await workspace.deleteSecret(await workspace.saveSecret("API_KEY", "old"), new Date());
    await workspace.saveSecret("API_KEY", "new");
    const run = await startRun({ referenced: ["API_KEY"] });
    expect(await valueOf(await readSecret(db, run, "API_KEY"))).toBe("new");
  });

  it("waits for a deletion that is under way, and is refused then", async () => {
    const secretId = await workspace.saveSecret("API_KEY", "the value");
    const run = await startRun({ referenced: ["API_KEY"] });
    const deleting = Promise.withResolvers<number>();
    const goOn = Promise.withResolvers<undefined>();
    const deletion = owner.db.transaction(async (tx) => {
      await tx.update(secrets).set({ deletedAt: new Date() }).where(eq(secrets.id, secretId));
      const [backend] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      deleting.resolve(backend!.pid);
      await goOn.promise;
    });
    const pid = await deleting.promise;
    const read = readSecret(db, run, "API_KEY");
    const isWaiting = async () => {
      const rows =
        await owner.sql`select 1 from pg_locks where not granted and ${pid} = any(pg_blocking_pids(pid))`;
      return rows.length > 0;
    };
    while (!(await isWaiting()));
    goOn.resolve(undefined);
    await deletion;
    expect(await read).toMatchObject({ refusal: { code: "deleted" } });
  });

  it("needs the name to be referenced or selected, whatever else the workspace holds", async () => {
    await workspace.saveSecret("API_KEY", "a");
    await workspace.saveSecret("OTHER", "b");
    const run = await startRun({ referenced: ["API_KEY"] });
    const read = await readSecret(db, run, "OTHER");
    expect(read).toMatchObject({ refusal: { code: "not_selected" } });
    expect("refusal" in read && read.refusal.message).toContain("Select it in the action's Secrets panel");
    expect(await reads(run)).toEqual([]);
    expect(await audited(run)).toMatchObject([
      { outcome: "denied", targetName: "OTHER", details: { reason: "not_selected" } },
    ]);
    const selected = await startRun({ selected: ["OTHER"] });
    expect(await valueOf(await readSecret(db, selected, "OTHER"))).toBe("b");
  });

  it("names the nearest names of its own workspace, and knows nothing of another's", async () => {
    const other = await makeWorkspace(owner, sealing);
    await other.saveSecret("HUBSPOT_API_KEY", "theirs");
    await workspace.saveSecret("hubspot_api_key", "ours");
    const run = await startRun({ referenced: ["HUBSPOT_API_KEY"] });
    expect(await readSecret(db, run, "HUBSPOT_API_KEY")).toEqual({
      refusal: {
        code: "not_found",
        message: "There is no secret HUBSPOT_API_KEY in this workspace. Did you mean hubspot_api_key?",
      },
    });
    // The control: in the other workspace the same name is found.
    const theirs = await startRun({ referenced: ["HUBSPOT_API_KEY"] }, other);
    expect(await valueOf(await readSecret(db, theirs, "HUBSPOT_API_KEY"))).toBe("theirs");
  });

  it.each([
    ["another runner holds the run", { runnerId: "somebody else" }],
    ["the lease is over", { leaseExpiresAt: new Date(0) }],
    ["the run has ended", { status: "cancelled" as const }],
  ])("is refused, and leaves nothing, when %s", async (_case, change) => {
    await workspace.saveSecret("API_KEY", "the value");
    const run = await startRun({ referenced: ["API_KEY"] });
    await owner.db.update(runs).set(change).where(eq(runs.id, run.runId));
    expect(await readSecret(db, run, "API_KEY")).toMatchObject({ refusal: { code: "refused" } });
    expect(await reads(run)).toEqual([]);
    expect(await audited(run)).toEqual([]);
  });

  it("lists the names that exist and may be read", async () => {
    for (const name of ["B", "A", "C"]) await workspace.saveSecret(name, "value");
    await workspace.deleteSecret(await workspace.saveSecret("GONE", "value"), new Date());
    const run = await startRun({ referenced: ["A", "MISSING", "GONE"], selected: ["B"] });
    expect(await listReadableNames(db, run)).toEqual(["A", "B"]);
  });
});
