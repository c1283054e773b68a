// Whole runs, from the queue to the stored end: real PostgreSQL, real gateway, real sandboxes, real keys.
import { and, eq } from "drizzle-orm";
import { actionVersions, runners, runs } from "#db/schema/index.ts";
import { connectEgress } from "#runner/egress-client.ts";
import { finishedRun, readLog, waitFor } from "#runner/testing/workspace.ts";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startTestRunner } from "#runner/testing/test-runner.ts";

const MIB = 1024 * 1024;
const never = new AbortController().signal;
let test: Awaited<ReturnType<typeof startTestRunner>>;
beforeAll(async () => {
  test = await startTestRunner(inject("databaseUrls"));
});
afterAll(() => test.stop());

describe("a run", () => {
  it("is cancelled at once, even where the code never ends", async () => {
    const runId = await test.enqueue({ code: 'print("up", flush=True)\nwhile True: pass' });
    await test.firstOutput(runId);
    await test.owner.db.update(runs).set({ cancelRequestedAt: new Date() }).where(eq(runs.id, runId));
    expect(await finishedRun(test.owner, runId)).toMatchObject({
      status: "cancelled",
      exitReason: "cancelled",
    });
    expect(await readLog(test.owner, runId)).toBe("up\n");
  });

  it("never starts when it was cancelled before", async () => {
    const runId = await test.workspace.queueRun(await test.workspace.saveAction({ code: "print(1)" }));
    await test.owner.db.update(runs).set({ cancelRequestedAt: new Date() }).where(eq(runs.id, runId));
    await test.queue.sendRun(runId);
    expect(await finishedRun(test.owner, runId)).toMatchObject({ status: "cancelled", logBytes: 0 });
  });

  it("ends at its limit of time", async () => {
    expect(await test.run('print("up")\nwhile True: pass')).toMatchObject({
      status: "timed_out",
      exitReason: "timed_out",
      errorMessage: "The run took longer than 5 seconds and was stopped.",
      log: "up\n",
    });
  });

  it("ends at its limit of memory", async () => {
    expect(await test.run("x = bytearray(200 << 20)\nx[::4096] = b'1' * len(x[::4096])")).toMatchObject({
      status: "failed",
      exitReason: "out_of_memory",
      errorMessage: "The run used more than 64 MiB of memory and was stopped.",
    });
  });

  it("keeps 1 MiB of its log, and goes on", async () => {
    const ended = await test.run(
      'import sys\nfor i in range(40): sys.stdout.write("x" * 65536)\napp.result("done")',
    );
    expect(ended).toMatchObject({ status: "succeeded", logTruncated: true, logBytes: MIB, result: '"done"' });
    expect(ended.log).toContain("The log reached its limit of 1024 KiB.");
  });

  it("is stopped when its code writes into the channel itself", async () => {
    const ended = await test.run('import os, time\nos.write(3, b"garbage\\n")\ntime.sleep(30)');
    expect(ended).toMatchObject({ status: "failed", exitReason: "error" });
    expect(ended.errorMessage).toContain("Tacit's channel");
  });

  it("tells in its log which connection was refused, and why", async () => {
    const ended = await test.run('import urllib.request\nurllib.request.urlopen("http://10.0.0.1:5432/")');
    expect(ended.status).toBe("failed");
    expect(await readLog(test.owner, ended.id, "system")).toContain(
      "The connection to 10.0.0.1:5432 was refused: its address is not a public one.",
    );
  });

  it("runs once, however many jobs it has", async () => {
    const runId = await test.workspace.queueRun(await test.workspace.saveAction({ code: 'print("once")' }));
    await Promise.all(Array.from({ length: 5 }, () => test.queue.sendRun(runId)));
    await finishedRun(test.owner, runId);
    // Later jobs have come and gone when a later run has.
    await test.run("pass");
    expect(await readLog(test.owner, runId)).toBe("once\n");
  });
});

describe("a runner", () => {
  it("stores Python's verdict on saved code, and wakes who waits for it", async () => {
    const version = await test.workspace.saveAction({ code: "x = 1\nif x\n    pass\n" });
    await test.queue.sendSyntaxCheck(version);
    const stored = await waitFor(test.owner, "tacit_syntax", async () => {
      const [row] = await test.owner.db.select().from(actionVersions).where(eq(actionVersions.id, version));
      return row?.syntaxCheckedAt instanceof Date ? row : undefined;
    });
    expect(stored.syntaxProblem).toMatchObject({ line: 2 });
  });

  it("that can start no sandbox says so, and fails what it is given instead of running it otherwise", async () => {
    await test.runner().drain(0, never);
    const egress = await connectEgress(test.gateway.socket);
    const lame = await test.start(egress, () =>
      Promise.resolve({
        ok: false,
        problem: "bubblewrap is not installed.",
        command: "apt-get install bubblewrap",
      }),
    );
    const explanation = "bubblewrap is not installed. To mend it: apt-get install bubblewrap";
    expect(await test.run("print(1)")).toMatchObject({
      status: "failed",
      exitReason: "sandbox_unavailable",
      errorMessage: explanation,
      log: "",
    });
    expect(await test.owner.db.select().from(runners).where(eq(runners.id, lame.id))).toMatchObject([
      { sandboxProblem: explanation, capacity: 2, stoppedAt: null },
    ]);
    await lame.drain(0, never);
    await test.restart();
    expect(await test.run("print(1)")).toMatchObject({ status: "succeeded" });
  });

  it("lets a run finish while it drains, and ends one that doesn't, with the reason", async () => {
    const quick = await test.enqueue({ code: 'print("up", flush=True)\nimport time; time.sleep(0.3)' });
    await test.firstOutput(quick);
    await test.runner().drain(30, never);
    expect(await finishedRun(test.owner, quick)).toMatchObject({ status: "succeeded" });

    await test.restart();
    const endless = await test.enqueue({ code: 'print("up", flush=True)\nwhile True: pass' });
    await test.firstOutput(endless);
    const hurry = new AbortController();
    const drained = test.runner().drain(3600, hurry.signal);
    hurry.abort();
    await drained;
    const ended = await finishedRun(test.owner, endless);
    expect(ended).toMatchObject({ status: "failed", exitReason: "runner_lost" });
    expect(ended.errorMessage).toContain("The runner was stopped while this ran.");
    const [row] = await test.owner.db
      .select()
      .from(runners)
      .where(and(eq(runners.id, test.runner().id), eq(runners.running, 0)));
    expect(row?.stoppedAt).toBeInstanceOf(Date);
    await test.restart();
  });
});
