// Whole runs, from the queue to the stored end: real PostgreSQL, real gateway, real sandboxes, real keys.
import { and, eq } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { actionVersions, runLogChunks, runners, runs, runSecretReads } from "#db/schema/index.ts";
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
  type TestWorkspace,
  waitFor,
} from "#runner/testing/workspace.ts";

const VALUE = "pat-na1-0123456789-abcdef";
const MIB = 1024 * 1024;
const limits = { wallSeconds: 5, memoryBytes: 64 * MIB, processes: 64, tmpBytes: 16 * MIB };
const never = new AbortController().signal;

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 6, name: "test-owner" });
const { sealing, ring } = await makeTestKeys();
let gateway: Awaited<ReturnType<typeof startGateway>>;
let queue: Awaited<ReturnType<typeof openQueue>>;
let runner: Runner;
let workspace: TestWorkspace;

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

beforeAll(async () => {
  gateway = await startGateway();
  queue = await openQueue(urls.web);
  workspace = await makeWorkspace(owner, sealing);
  runner = await start(await connectEgress(gateway.socket));
});
afterAll(async () => {
  await runner.drain(0, never);
  await Promise.all([queue.close(), gateway.stop()]);
  await owner.close();
});

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

describe("a run with a secret", () => {
  it("uses the value and shows it nowhere", async () => {
    const secretId = await workspace.saveSecret("HUBSPOT_API_KEY", VALUE);
    const code = `import base64, sys
value = app.secrets.HUBSPOT_API_KEY
print(len(value), value)
print(base64.b64encode(value.encode()).decode(), {"key": value})
print(value, file=sys.stderr)
app.result({"key": value, "length": len(value)})
raise ValueError("not " + value)
`;
    const ended = await run(code, { referenced: ["HUBSPOT_API_KEY"] });
    expect(ended).toMatchObject({
      status: "failed",
      exitReason: "error",
      errorMessage: "ValueError: not [HUBSPOT_API_KEY]",
      errorLine: 7,
      result: `{"key":"[HUBSPOT_API_KEY]","length":${VALUE.length}}`,
      runnerId: runner.id,
    });
    expect(await readLog(owner, ended.id, "stdout")).toBe(
      `${VALUE.length} [HUBSPOT_API_KEY]\n[HUBSPOT_API_KEY] {'key': '[HUBSPOT_API_KEY]'}\n`,
    );
    expect(await readLog(owner, ended.id, "stderr")).toContain('File "action.py", line 7');
    const encoded = Buffer.from(VALUE).toString("base64");
    expect(JSON.stringify(ended)).not.toContain(VALUE);
    expect(JSON.stringify(ended)).not.toContain(encoded);
    expect(ended.logBytes).toBe(Buffer.byteLength(ended.log));
    expect(
      await owner.db.select().from(runSecretReads).where(eq(runSecretReads.runId, ended.id)),
    ).toMatchObject([{ secretId, version: 1 }]);
  });

  it("reads the new value on the next run, with no edit, byte for byte", async () => {
    const odd = "\uFEFFline\r\nü\u2028\u0001😀\n";
    const secretId = await workspace.saveSecret("ROTATED", "first value");
    const fixture = { code: "print(ascii(app.secrets.ROTATED[::-1]))", referenced: ["ROTATED"] };
    const version = await workspace.saveAction(fixture);
    const log: string[] = [];
    for (const change of [undefined, odd]) {
      if (change !== undefined) await workspace.replaceValue(secretId, "ROTATED", 2, change);
      const runId = await workspace.queueRun(version);
      await queue.sendRun(runId);
      await finishedRun(owner, runId);
      log.push((await readLog(owner, runId)).trim());
    }
    expect(log).toEqual(["'eulav tsrif'", String.raw`'\n\U0001f600\x01\u2028\xfc\n\renil\ufeff'`]);
  });

  it.each([
    [
      "DELETED",
      "SecretNotFound: The secret DELETED was deleted by Anna Kern on 9 March 2026. Create it again or remove",
    ],
    ["UNSELECTED", "SecretNotAllowed: This action may not read the secret UNSELECTED yet"],
    ["OF_ANOTHER_WORKSPACE", "SecretNotFound: There is no secret OF_ANOTHER_WORKSPACE in this workspace."],
  ])("that it may not read fails with a sentence about %s", async (name, message) => {
    const other = await makeWorkspace(owner, sealing);
    await other.saveSecret("OF_ANOTHER_WORKSPACE", "theirs");
    if (name === "DELETED") {
      await workspace.deleteSecret(await workspace.saveSecret(name, VALUE), new Date("2026-03-09T12:00:00Z"));
    }
    if (name === "UNSELECTED") await workspace.saveSecret(name, VALUE);
    const referenced = name === "UNSELECTED" ? [] : [name];
    const ended = await run(`print("before")\nprint(getattr(app.secrets, "${name}"))`, { referenced });
    expect(ended).toMatchObject({ status: "failed", exitReason: "error", errorLine: 2 });
    expect(ended.errorMessage).toContain(message);
    expect(ended.log).not.toContain(VALUE);
  });

  it("that is deleted while the run goes on is refused at its next use", async () => {
    const secretId = await workspace.saveSecret("GOING", VALUE);
    const code =
      "import time\nprint(app.secrets.GOING)\nwhile True:\n    app.secrets.GOING\n    time.sleep(0.05)";
    const runId = await workspace.queueRun(await workspace.saveAction({ code, referenced: ["GOING"] }));
    await queue.sendRun(runId);
    await waitFor(owner, "tacit_run", async () =>
      (await readLog(owner, runId)) === "[GOING]\n" ? true : undefined,
    );
    await workspace.deleteSecret(secretId, new Date());
    const ended = await finishedRun(owner, runId);
    expect(ended).toMatchObject({ status: "failed", errorLine: 4 });
    expect(ended.errorMessage).toContain("The secret GOING was deleted by");
  });

  it("that is asked for by another one's value is not told it back", async () => {
    await workspace.saveSecret("OUTER", "VALUE_THAT_IS_A_NAME");
    const ended = await run("getattr(app.secrets, app.secrets.OUTER)", { referenced: ["OUTER"] });
    expect(ended.errorMessage).toContain("There is no secret [OUTER] in this workspace.");
  });
});

describe("a run", () => {
  it("is cancelled at once, even where the code never ends", async () => {
    const runId = await enqueue({ code: 'print("up", flush=True)\nwhile True: pass' });
    await firstOutput(runId);
    await owner.db.update(runs).set({ cancelRequestedAt: new Date() }).where(eq(runs.id, runId));
    expect(await finishedRun(owner, runId)).toMatchObject({ status: "cancelled", exitReason: "cancelled" });
    expect(await readLog(owner, runId)).toBe("up\n");
  });

  it("never starts when it was cancelled before", async () => {
    const runId = await workspace.queueRun(await workspace.saveAction({ code: "print(1)" }));
    await owner.db.update(runs).set({ cancelRequestedAt: new Date() }).where(eq(runs.id, runId));
    await queue.sendRun(runId);
    expect(await finishedRun(owner, runId)).toMatchObject({ status: "cancelled", logBytes: 0 });
  });

  it("ends at its limit of time", async () => {
    expect(await run('print("up")\nwhile True: pass')).toMatchObject({
      status: "timed_out",
      exitReason: "timed_out",
      errorMessage: "The run took longer than 5 seconds and was stopped.",
      log: "up\n",
    });
  });

  it("ends at its limit of memory", async () => {
    expect(await run("x = bytearray(200 << 20)\nx[::4096] = b'1' * len(x[::4096])")).toMatchObject({
      status: "failed",
      exitReason: "out_of_memory",
      errorMessage: "The run used more than 64 MiB of memory and was stopped.",
    });
  });

  it("keeps 1 MiB of its log, and goes on", async () => {
    const ended = await run(
      'import sys\nfor i in range(40): sys.stdout.write("x" * 65536)\napp.result("done")',
    );
    expect(ended).toMatchObject({ status: "succeeded", logTruncated: true, logBytes: MIB, result: '"done"' });
    expect(ended.log).toContain("The log reached its limit of 1024 KiB.");
  });

  it("is stopped when its code writes into the channel itself", async () => {
    const ended = await run('import os, time\nos.write(3, b"garbage\\n")\ntime.sleep(30)');
    expect(ended).toMatchObject({ status: "failed", exitReason: "error" });
    expect(ended.errorMessage).toContain("Tacit's channel");
  });

  it("tells in its log which connection was refused, and why", async () => {
    const ended = await run('import urllib.request\nurllib.request.urlopen("http://10.0.0.1:5432/")');
    expect(ended.status).toBe("failed");
    expect(await readLog(owner, ended.id, "system")).toContain(
      "The connection to 10.0.0.1:5432 was refused: its address is not a public one.",
    );
  });

  it("runs once, however many jobs it has", async () => {
    const runId = await workspace.queueRun(await workspace.saveAction({ code: 'print("once")' }));
    await Promise.all(Array.from({ length: 5 }, () => queue.sendRun(runId)));
    await finishedRun(owner, runId);
    // Later jobs have come and gone when a later run has.
    await run("pass");
    expect(await readLog(owner, runId)).toBe("once\n");
  });
});

describe("a runner", () => {
  it("stores Python's verdict on saved code, and wakes who waits for it", async () => {
    const version = await workspace.saveAction({ code: "x = 1\nif x\n    pass\n" });
    await queue.sendSyntaxCheck(version);
    const stored = await waitFor(owner, "tacit_syntax", async () => {
      const [row] = await owner.db.select().from(actionVersions).where(eq(actionVersions.id, version));
      return row?.syntaxCheckedAt instanceof Date ? row : undefined;
    });
    expect(stored.syntaxProblem).toMatchObject({ line: 2 });
  });

  it("that can start no sandbox says so, and fails what it is given instead of running it otherwise", async () => {
    await runner.drain(0, never);
    const egress = await connectEgress(gateway.socket);
    const lame = await start(egress, () =>
      Promise.resolve({
        ok: false,
        problem: "bubblewrap is not installed.",
        command: "apt-get install bubblewrap",
      }),
    );
    const explanation = "bubblewrap is not installed. To mend it: apt-get install bubblewrap";
    expect(await run("print(1)")).toMatchObject({
      status: "failed",
      exitReason: "sandbox_unavailable",
      errorMessage: explanation,
      log: "",
    });
    expect(await owner.db.select().from(runners).where(eq(runners.id, lame.id))).toMatchObject([
      { sandboxProblem: explanation, capacity: 2, stoppedAt: null },
    ]);
    await lame.drain(0, never);
    runner = await start(await connectEgress(gateway.socket));
    expect(await run("print(1)")).toMatchObject({ status: "succeeded" });
  });

  it("lets a run finish while it drains, and ends one that doesn't, with the reason", async () => {
    const quick = await enqueue({ code: 'print("up", flush=True)\nimport time; time.sleep(0.3)' });
    await firstOutput(quick);
    await runner.drain(30, never);
    expect(await finishedRun(owner, quick)).toMatchObject({ status: "succeeded" });

    runner = await start(await connectEgress(gateway.socket));
    const endless = await enqueue({ code: 'print("up", flush=True)\nwhile True: pass' });
    await firstOutput(endless);
    const hurry = new AbortController();
    const drained = runner.drain(3600, hurry.signal);
    hurry.abort();
    await drained;
    const ended = await finishedRun(owner, endless);
    expect(ended).toMatchObject({ status: "failed", exitReason: "runner_lost" });
    expect(ended.errorMessage).toContain("The runner was stopped while this ran.");
    const [row] = await owner.db
      .select()
      .from(runners)
      .where(and(eq(runners.id, runner.id), eq(runners.running, 0)));
    expect(row?.stoppedAt).toBeInstanceOf(Date);
    runner = await start(await connectEgress(gateway.socket));
  });
});
