// Whole runs that read secrets, from the queue to the stored end: nothing in them is a stand-in.
import { eq } from "drizzle-orm";
import { runSecretReads } from "#db/schema/index.ts";
import { finishedRun, makeWorkspace, readLog, waitFor } from "#runner/testing/workspace.ts";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startTestRunner } from "#runner/testing/test-runner.ts";

const VALUE = "pat-na1-0123456789-abcdef";

let test: Awaited<ReturnType<typeof startTestRunner>>;
beforeAll(async () => {
  test = await startTestRunner(inject("databaseUrls"));
});
afterAll(() => test.stop());

describe("a run with a secret", () => {
  it("uses the value and shows it nowhere", async () => {
    const secretId = await test.workspace.saveSecret("HUBSPOT_API_KEY", VALUE);
    const code = `import base64, sys
value = app.secrets.HUBSPOT_API_KEY
print(len(value), value)
print(base64.b64encode(value.encode()).decode(), {"key": value})
print(value, file=sys.stderr)
app.result({"key": value, "length": len(value)})
raise ValueError("not " + value)
`;
    const ended = await test.run(code, { referenced: ["HUBSPOT_API_KEY"] });
    expect(ended).toMatchObject({
      status: "failed",
      exitReason: "error",
      errorMessage: "ValueError: not [HUBSPOT_API_KEY]",
      errorLine: 7,
      result: `{"key":"[HUBSPOT_API_KEY]","length":${VALUE.length}}`,
      runnerId: test.runner().id,
    });
    expect(await readLog(test.owner, ended.id, "stdout")).toBe(
      `${VALUE.length} [HUBSPOT_API_KEY]\n[HUBSPOT_API_KEY] {'key': '[HUBSPOT_API_KEY]'}\n`,
    );
    expect(await readLog(test.owner, ended.id, "stderr")).toContain('File "action.py", line 7');
    const encoded = Buffer.from(VALUE).toString("base64");
    expect(JSON.stringify(ended)).not.toContain(VALUE);
    expect(JSON.stringify(ended)).not.toContain(encoded);
    expect(ended.logBytes).toBe(Buffer.byteLength(ended.log));
    expect(
      await test.owner.db.select().from(runSecretReads).where(eq(runSecretReads.runId, ended.id)),
    ).toMatchObject([{ secretId, version: 1 }]);
  });

  it("reads the new value on the next run, with no edit, byte for byte", async () => {
    const odd = "\uFEFFline\r\nü\u2028\u0001😀\n";
    const secretId = await test.workspace.saveSecret("ROTATED", "first value");
    const fixture = { code: "print(ascii(app.secrets.ROTATED[::-1]))", referenced: ["ROTATED"] };
    const version = await test.workspace.saveAction(fixture);
    const log: string[] = [];
    for (const change of [undefined, odd]) {
      if (change !== undefined) await test.workspace.replaceValue(secretId, "ROTATED", 2, change);
      const runId = await test.workspace.queueRun(version);
      await test.queue.sendRun(runId);
      await finishedRun(test.owner, runId);
      log.push((await readLog(test.owner, runId)).trim());
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
    const other = await makeWorkspace(test.owner, test.sealing);
    await other.saveSecret("OF_ANOTHER_WORKSPACE", "theirs");
    if (name === "DELETED") {
      await test.workspace.deleteSecret(
        await test.workspace.saveSecret(name, VALUE),
        new Date("2026-03-09T12:00:00Z"),
      );
    }
    if (name === "UNSELECTED") await test.workspace.saveSecret(name, VALUE);
    const referenced = name === "UNSELECTED" ? [] : [name];
    const ended = await test.run(`print("before")\nprint(getattr(app.secrets, "${name}"))`, { referenced });
    expect(ended).toMatchObject({ status: "failed", exitReason: "error", errorLine: 2 });
    expect(ended.errorMessage).toContain(message);
    expect(ended.log).not.toContain(VALUE);
  });

  it("that is deleted while the run goes on is refused at its next use", async () => {
    const secretId = await test.workspace.saveSecret("GOING", VALUE);
    const code =
      "import time\nprint(app.secrets.GOING)\nwhile True:\n    app.secrets.GOING\n    time.sleep(0.05)";
    const runId = await test.workspace.queueRun(
      await test.workspace.saveAction({ code, referenced: ["GOING"] }),
    );
    await test.queue.sendRun(runId);
    await waitFor(test.owner, "tacit_run", async () =>
      (await readLog(test.owner, runId)) === "[GOING]\n" ? true : undefined,
    );
    await test.workspace.deleteSecret(secretId, new Date());
    const ended = await finishedRun(test.owner, runId);
    expect(ended).toMatchObject({ status: "failed", errorLine: 4 });
    expect(ended.errorMessage).toContain("The secret GOING was deleted by");
  });

  it("that is asked for by another one's value is not told it back", async () => {
    await test.workspace.saveSecret("OUTER", "VALUE_THAT_IS_A_NAME");
    const ended = await test.run("getattr(app.secrets, app.secrets.OUTER)", { referenced: ["OUTER"] });
    expect(ended.errorMessage).toContain("There is no secret [OUTER] in this workspace.");
  });
});
