// The runner's process as it is started in production: what it refuses to start with, and that nothing of it outlives it.
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { keyChecks, runLogChunks, runners, runs } from "#db/schema/index.ts";
import { parseSealingKey } from "#lib/keys/sealing-format.ts";
import { generateKeyTexts } from "#runner/keys/generate.ts";
import { makeKeyCheck } from "#runner/keys/opening-check.ts";
import { descendants, isAlive, startGateway, startRunnerProcess } from "#runner/testing/runner-process.ts";
import {
  finishedRun,
  makeWorkspace,
  openQueue,
  readLog,
  type TestWorkspace,
  waitFor,
} from "#runner/testing/workspace.ts";

const VALUE = "pat-na1-0123456789-abcdef";
const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 6, name: "test-owner" });
const keys = await generateKeyTexts();
const sealing = await parseSealingKey({ text: keys.sealing, origin: "test" });
let gateway: Awaited<ReturnType<typeof startGateway>>;
let queue: Awaited<ReturnType<typeof openQueue>>;
let workspace: TestWorkspace;
let settings: Record<string, string>;

beforeAll(async () => {
  await owner.db.insert(keyChecks).values(await makeKeyCheck(sealing));
  gateway = await startGateway();
  queue = await openQueue(urls.web);
  workspace = await makeWorkspace(owner, sealing);
  settings = {
    TACIT_RUNNER_DATABASE_URL: urls.runner,
    TACIT_OPENING_KEY_FILE: gateway.writeFile("opening.json", keys.opening),
    TACIT_EGRESS_SOCKET: gateway.socket,
    TACIT_DRAIN_SECONDS: "0",
    TACIT_POOL_SIZE: "1",
  };
});
afterAll(async () => {
  await Promise.all([queue.close(), gateway.stop()]);
  await owner.db.delete(keyChecks).where(eq(keyChecks.keyId, sealing.keyId));
  await owner.close();
});

/** Starts a run that never ends by itself, and waits for its first output. */
async function startEndlessRun(): Promise<string> {
  const code =
    'import subprocess\nsubprocess.Popen(["sleep", "1000"])\nprint("up", flush=True)\nwhile True: pass';
  const runId = await workspace.queueRun(await workspace.saveAction({ code }));
  await queue.sendRun(runId);
  await waitFor(owner, "tacit_run", async () => {
    const rows = await owner.db.select().from(runLogChunks).where(eq(runLogChunks.runId, runId));
    return rows.length > 0 ? true : undefined;
  });
  return runId;
}

async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await setImmediate();
}

describe("the runner's process", () => {
  it("runs what is queued, tells nothing of it in its log, and ends in order, leaving no process", async () => {
    const { child, output } = await startRunnerProcess(settings);
    await workspace.saveSecret("KEY", VALUE);
    const fixture = {
      code: 'print("out", app.secrets.KEY)\nraise ValueError(app.secrets.KEY)',
      referenced: ["KEY"],
    };
    const runId = await workspace.queueRun(await workspace.saveAction(fixture));
    await queue.sendRun(runId);
    await finishedRun(owner, runId);
    expect(await readLog(owner, runId, "stdout")).toBe("out [KEY]\n");
    const endless = await startEndlessRun();
    const processes = descendants(child.pid!);
    expect(processes.length).toBeGreaterThan(1);

    child.kill("SIGTERM");
    const [status] = (await once(child, "close")) as [number | null];
    expect(status).toBe(0);
    expect(processes.filter(isAlive)).toEqual([]);
    expect(await finishedRun(owner, endless)).toMatchObject({ status: "failed", exitReason: "runner_lost" });

    // Every line is one JSON object; the run's id is there (the control), its secret, output and error are not.
    const lines = output().trim().split("\n");
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(output()).toContain(runId);
    for (const secret of [VALUE, "ValueError", "[KEY]", keys.opening.trim(), "for-tests-only"]) {
      expect(output()).not.toContain(secret);
    }
  });

  it("takes its sandboxes with it when it is killed, and another tells its run as lost, without repeating it", async () => {
    const { child } = await startRunnerProcess(settings);
    const runId = await startEndlessRun();
    const processes = descendants(child.pid!);
    child.kill("SIGKILL");
    await once(child, "close");
    await allGone(processes);

    const [run] = await owner.db.select().from(runs).where(eq(runs.id, runId));
    expect(run?.status).toBe("running");
    // Instead of waiting for the 30 seconds of its lease.
    await owner.db
      .update(runs)
      .set({ leaseExpiresAt: new Date(0) })
      .where(eq(runs.id, runId));
    const other = await startRunnerProcess(settings);
    expect(await finishedRun(owner, runId)).toMatchObject({ status: "failed", exitReason: "runner_lost" });
    expect(await readLog(owner, runId)).toBe("up\n");
    const [lost] = await owner.db.select().from(runners).where(eq(runners.id, run!.runnerId!));
    expect(lost?.stoppedAt).toBeNull();
    other.child.kill("SIGTERM");
    await once(other.child, "close");
  });

  it("ends when whoever started it is gone", async () => {
    const { child } = await startRunnerProcess(settings);
    const exited = once(child, "exit");
    child.disconnect();
    expect((await exited)[0]).toBe(0);
  });

  it("goes on with the database when that comes back", async () => {
    const { child } = await startRunnerProcess(settings);
    const same = connect(urls.runner, { max: 1, name: "test-runner" });
    await same.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where usename = current_user and pid <> pg_backend_pid()`;
    await same.close();
    const runId = await workspace.queueRun(await workspace.saveAction({ code: "print(1)" }));
    await queue.sendRun(runId);
    expect(await finishedRun(owner, runId)).toMatchObject({ status: "succeeded" });
    child.kill("SIGTERM");
    await once(child, "close");
  });
});

describe("the runner's process does not start", () => {
  const wrong = new URL(urls.runner);
  wrong.password = "wrong-password";
  const nowhere = new URL(urls.runner);
  nowhere.port = "1";

  it.each([
    ["without a database", { TACIT_RUNNER_DATABASE_URL: "" }, /^TACIT_RUNNER_DATABASE_URL is not set\.\n$/],
    [
      "with a wrong password",
      { TACIT_RUNNER_DATABASE_URL: wrong.href },
      /refuses this user or password\.\n$/,
    ],
    [
      "with a database that can't be reached",
      { TACIT_RUNNER_DATABASE_URL: nowhere.href },
      /^The database can't be reached/,
    ],
    ["without a key", { TACIT_OPENING_KEY_FILE: "" }, /TACIT_OPENING_KEY/],
    [
      "with a cut key",
      { TACIT_OPENING_KEY_FILE: "", TACIT_OPENING_KEY: keys.opening.slice(0, 100) },
      /opening key/,
    ],
    ["without a gateway", { TACIT_EGRESS_SOCKET: "" }, /^TACIT_EGRESS_SOCKET is not set\.\n$/],
  ])("%s, and says why in one line", async (_case, change, line) => {
    const { child, output } = await startRunnerProcess({ ...settings, ...change });
    expect(child.exitCode).toBe(1);
    expect(output()).toMatch(line);
    expect(output().trim().split("\n")).toHaveLength(1);
    expect(output()).not.toContain("wrong-password");
  });

  it("with another database's key", async () => {
    const others = await generateKeyTexts();
    const path = gateway.writeFile("others.json", others.opening);
    const { child, output } = await startRunnerProcess({ ...settings, TACIT_OPENING_KEY_FILE: path });
    expect(child.exitCode).toBe(1);
    expect(output()).toMatch(/^The opening key is not this database's: .+\n$/);
  });
});
