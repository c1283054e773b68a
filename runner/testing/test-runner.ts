// What tests of whole runs stand on: a runner in this process, with real PostgreSQL, gateway, sandboxes and keys.
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { connect } from "#db/connect.ts";
import { runLogChunks } from "#db/schema/index.ts";
import { connectEgress, type EgressClient } from "#runner/egress-client.ts";
import { makeTestKeys } from "#runner/keys/test-keys.ts";
import { type Runner, startRunner } from "#runner/runner.ts";
import { checkSandbox } from "#runner/sandbox/check.ts";
import { launchSandbox } from "#runner/sandbox/launch.ts";
import { startGateway } from "#runner/testing/runner-process.ts";
import {
  type ActionFixture,
  finishedRun,
  makeWorkspace,
  openQueue,
  readLog,
  type RunRow,
  waitFor,
} from "#runner/testing/workspace.ts";

const MIB = 1024 * 1024;
const limits = { wallSeconds: 5, memoryBytes: 64 * MIB, processes: 64, tmpBytes: 16 * MIB };
const never = new AbortController().signal;

/** Starts a runner with a workspace of its own on the test database, and gives what queues and follows runs. */
export async function startTestRunner(urls: {
  readonly owner: string;
  readonly web: string;
  readonly runner: string;
}) {
  const owner = connect(urls.owner, { max: 6, name: "test-owner" });
  const { sealing, ring } = await makeTestKeys();
  const gateway = await startGateway();
  const queue = await openQueue(urls.web);
  const workspace = await makeWorkspace(owner, sealing);

  /** A runner in this process, on the test's gateway. */
  async function start(egress: EgressClient, checking = checkSandbox): Promise<Runner> {
    const connection = connect(urls.runner, { max: 6, name: "test-runner" });
    const started = await startRunner({
      connection,
      databaseUrl: urls.runner,
      ring,
      egress,
      launch: (id, egressSocket) =>
        launchSandbox({ id, egressSocket, limits, loopbackPorts: [], python: "/usr/bin/python3" }),
      checkSandbox: checking,
      limits,
      capacity: 2,
      poolSize: 1,
      log: pino({ level: "silent" }),
    });
    return {
      id: started.id,
      drain: async (seconds, hurry) => {
        await started.drain(seconds, hurry);
        await connection.close();
      },
    };
  }

  let runner = await start(await connectEgress(gateway.socket));

  /** Puts another runner in the place of one that has ended. */
  async function restart(): Promise<void> {
    runner = await start(await connectEgress(gateway.socket));
  }

  async function enqueue(fixture: ActionFixture): Promise<string> {
    const runId = await workspace.queueRun(await workspace.saveAction(fixture));
    await queue.sendRun(runId);
    return runId;
  }

  async function run(
    code: string,
    fixture: Omit<ActionFixture, "code"> = {},
  ): Promise<RunRow & { log: string }> {
    const runId = await enqueue({ code, ...fixture });
    const row = await finishedRun(owner, runId);
    return { ...row, log: await readLog(owner, runId) };
  }

  /** Resolves when the run has stored its first output. */
  function firstOutput(runId: string): Promise<true> {
    return waitFor(owner, "tacit_run", async () => {
      const rows = await owner.db.select().from(runLogChunks).where(eq(runLogChunks.runId, runId));
      return rows.length > 0 ? true : undefined;
    });
  }

  async function stop(): Promise<void> {
    await runner.drain(0, never);
    await Promise.all([queue.close(), gateway.stop()]);
    await owner.close();
  }

  return {
    owner,
    sealing,
    gateway,
    queue,
    workspace,
    runner: () => runner,
    start,
    restart,
    enqueue,
    run,
    firstOutput,
    stop,
  };
}
