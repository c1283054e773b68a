import { once } from "node:events";
import { createInterface } from "node:readline";
import { duplexPair } from "node:stream";
import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents } from "#db/schema/index.ts";
import { newId } from "#lib/ids.ts";
import { claimRun } from "#runner/claim.ts";
import { makeTestKeys } from "#runner/keys/test-keys.ts";
import { openSecret } from "#runner/open.ts";
import { createRedactor } from "#runner/redact/redactor.ts";
import { type SecretsChannel, serveSecrets } from "#runner/secrets-channel.ts";
import { makeWorkspace, type TestWorkspace } from "#runner/testing/workspace.ts";

const VALUE = "pat-na1-0123456789-abcdef";
const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 4, name: "test-owner" });
const { db, close } = connect(urls.runner, { max: 4, name: "test-channel" });
const { sealing, ring } = await makeTestKeys();
let workspace: TestWorkspace;
let faults: unknown[];

beforeEach(async () => {
  workspace = await makeWorkspace(owner, sealing);
  faults = [];
});
afterAll(async () => {
  await Promise.all([owner.close(), close()]);
});

/** A channel that is served for a fresh run, and the action's end of it. */
async function openChannel(referenced: string[], changes: Partial<SecretsChannel> = {}) {
  const own = {
    runId: await workspace.queueRun(await workspace.saveAction({ code: "", referenced })),
    runnerId: newId(),
  };
  const claimed = await claimRun(db, own);
  const [ours, theirs] = duplexPair();
  const redactor = createRedactor();
  const messages: unknown[] = [];
  const served = serveSecrets({
    channel: ours,
    db,
    run: { ...own, ...claimed!, allowedSecrets: claimed!.code!.allowedSecrets },
    open: (sealed) => openSecret(ring, sealed, sealed.envelope),
    redactor,
    onFault: (error) => faults.push(error),
    onMessage: (message) => messages.push(message),
    ...changes,
  });
  const lines = createInterface({ input: theirs });
  return {
    action: theirs,
    /** What happens when the sandbox is gone. */
    cut: () => {
      theirs.destroy();
      ours.destroy();
    },
    served,
    redactor,
    messages,
    ask: async (message: object) => {
      theirs.write(`${JSON.stringify(message)}\n`);
      const [line] = (await once(lines, "line")) as [string];
      return JSON.parse(line) as {
        id: number;
        ok: boolean;
        value?: string;
        error?: string;
        message?: string;
      };
    },
  };
}

const events = () =>
  owner.db.select().from(auditEvents).where(eq(auditEvents.workspaceId, workspace.workspaceId));

describe("the channel for secrets", () => {
  it("answers with the value only after the redactor knows it", async () => {
    await workspace.saveSecret("KEY", VALUE);
    const steps: string[] = [];
    const redactor = {
      text: (text: string) => text,
      add: (name: string, value: string) => steps.push(`add ${name} ${value}`),
    };
    const { ask } = await openChannel(["KEY"], { redactor });
    const answer = await ask({ type: "secret", id: 7, name: "KEY" });
    steps.push("answered");
    expect(answer).toEqual({ type: "secret", id: 7, ok: true, value: Buffer.from(VALUE).toString("base64") });
    expect(steps).toEqual([`add KEY ${VALUE}`, "answered"]);
  });

  it("gives nothing out when the redactor has no room, and says so", async () => {
    await workspace.saveSecret("KEY", VALUE);
    const redactor = {
      text: (text: string) => text,
      add: () => {
        throw new Error("no room");
      },
    };
    const { ask } = await openChannel(["KEY"], { redactor });
    const answer = await ask({ type: "secret", id: 1, name: "KEY" });
    expect(answer).toMatchObject({ ok: false, error: "refused" });
    expect(answer.message).toContain("too large to be hidden");
    expect((await events()).map((event) => event.outcome).sort()).toEqual(["failure", "success"]);
  });

  it("answers uniformly when a value does not open", async () => {
    await workspace.saveSecret("KEY", VALUE);
    const others = await makeTestKeys();
    const { ask } = await openChannel(["KEY"], {
      open: (sealed) => openSecret(others.ring, sealed, sealed.envelope),
    });
    const answer = await ask({ type: "secret", id: 1, name: "KEY" });
    expect(answer).toMatchObject({ ok: false, error: "refused" });
    expect(answer.message).toContain("could not be opened");
    expect(faults).toHaveLength(1);
  });

  it("hands on what Python says last, and ends with it", async () => {
    const { action, served, messages } = await openChannel([]);
    action.end('{"type":"result","json":"1"}\n{"type":"finished","ok":true}\n');
    expect(await served).toBe(true);
    expect(messages).toEqual([
      { type: "result", json: "1" },
      { type: "finished", ok: true },
    ]);
  });

  it.each([
    ["garbage", "garbage\n"],
    ["an answer of the action's own", '{"type":"secret","id":1,"ok":true,"value":"QQ=="}\n'],
    ["a line without an end", "x".repeat(1024 * 1024 + 1)],
  ])("is broken by %s", async (_case, text) => {
    const { action, served } = await openChannel([]);
    action.write(text);
    expect(await served).toBe(false);
  });

  it("ends quietly with a sandbox that is gone in the middle", async () => {
    await workspace.saveSecret("KEY", VALUE);
    const { action, cut, served } = await openChannel(["KEY"]);
    action.write('{"type":"secret","id":1,"name":"KEY"}\n{"type":"sec');
    cut();
    expect(await served).toBe(true);
    expect(faults).toEqual([]);
  });

  it("tells somebody who goes through names no more after a hundred refusals, and audits no more", async () => {
    await workspace.saveSecret("KEY", VALUE);
    const { ask } = await openChannel(["KEY"]);
    for (let id = 1; id <= 100; id += 1) {
      expect(await ask({ type: "secret", id, name: `KEY_${id}` })).toMatchObject({ id, error: "not_found" });
    }
    const answer = await ask({ type: "secret", id: 101, name: "KEY" });
    expect(answer).toMatchObject({ id: 101, ok: false, error: "refused" });
    expect(await events()).toHaveLength(100);
  });

  it("asks the database nothing about what can't be a name", async () => {
    const { ask } = await openChannel([]);
    for (const name of ["", "a b", "NULL\0", "é", "x".repeat(101), "'; drop table secrets; --"]) {
      expect(await ask({ type: "secret", id: 1, name })).toMatchObject({ ok: false, error: "not_found" });
    }
    expect(await events()).toEqual([]);
  });

  it("answers a request for names with those that may be read", async () => {
    for (const name of ["A", "B", "C"]) await workspace.saveSecret(name, VALUE);
    const { ask } = await openChannel(["C", "A"]);
    expect(await ask({ type: "names", id: 3 })).toEqual({ type: "names", id: 3, names: ["A", "C"] });
  });
});
