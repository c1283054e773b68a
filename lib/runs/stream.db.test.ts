import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { and, eq } from "drizzle-orm";
import { randomUUID } from "node:crypto";
import { connect } from "#db/connect.ts";
import { memberships, runLogChunks, runs, runSecretReads, sessions } from "#db/schema/index.ts";
import { findWorkspaceContext } from "#lib/auth/context.ts";
import { startSession } from "#lib/auth/sessions.ts";
import { toBody } from "#lib/runs/event-stream.ts";
import { startRun } from "#lib/runs/mutations.ts";
import { streamRun } from "#lib/runs/stream.ts";
import { webDatabase } from "#lib/server/database.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { addRunnerRow } from "#lib/testing/runner-row.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;
let runId: string;
let stop: AbortController;

beforeAll(async () => {
  await becomeWeb(urls.web);
  await addRunnerRow(owner);
});
beforeEach(async () => {
  workspace = await makeTestWorkspace();
  const actionId = await newAction(workspace.owner);
  ({ id: runId } = await startRun(workspace.owner, { actionId, idempotencyKey: randomUUID() }));
  stop = new AbortController();
  return () => {
    stop.abort();
  };
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

interface Seen {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

function parse(text: string): Seen | null {
  const field = (name: string) => new RegExp(`^${name}: ([^\\n]*)$`, "m").exec(text)?.[1];
  const name = field("event");
  return name === undefined
    ? null
    : { name, id: field("id"), data: JSON.parse(field("data") ?? "{}") as Seen["data"] };
}

/** Reads the stream until an event for which `until` holds, and gives all events up to it. */
async function readUntil(stream: AsyncGenerator<string>, until: (event: Seen) => boolean): Promise<Seen[]> {
  const events: Seen[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return events;
    const event = parse(next.value);
    if (event === null) continue;
    events.push(event);
    if (until(event)) return events;
  }
}

const open = (afterSeq = 0, mayWatch: () => Promise<boolean> = () => Promise.resolve(true)) =>
  streamRun(workspace.member, { runId, afterSeq, mayWatch, signal: stop.signal });
const write = (from: number, count: number) =>
  owner.db.insert(runLogChunks).values(
    Array.from({ length: count }, (_, i) => ({
      ...{ runId, workspaceId: workspace.owner.workspaceId, seq: from + i },
      ...{ stream: "stdout" as const, content: `line ${from + i}\n` },
    })),
  );
const set = (values: Partial<typeof runs.$inferInsert>) =>
  owner.db.update(runs).set(values).where(eq(runs.id, runId));
const seqs = (events: readonly Seen[]) =>
  events.filter(({ name }) => name === "log").map(({ id }) => Number(id));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const isRun = ({ name }: Seen) => name === "run";

describe("a run's stream", () => {
  test("begins with the run as it is, and tells each change of it", async () => {
    const stream = open();
    expect((await readUntil(stream, isRun)).at(-1)?.data).toMatchObject({ id: runId, status: "queued" });
    await set({ status: "running", startedAt: new Date() });
    expect((await readUntil(stream, isRun)).at(-1)?.data).toMatchObject({ status: "running" });
    await owner.db.insert(runSecretReads).values({
      ...{ runId, workspaceId: workspace.owner.workspaceId, secretId: "s", secretName: "KEY", version: 3 },
    });
    const [read] = (await readUntil(stream, isRun)).slice(-1);
    expect(read?.data["reads"]).toMatchObject([{ secretName: "KEY", version: 3 }]);
  });

  test("gives every piece of the log once and in order, whenever it was written, and ends when all is sent", async () => {
    await write(1, 450);
    const stream = open();
    const first = await readUntil(stream, isRun);
    expect(seqs(first)).toEqual(upTo(450));
    await set({ status: "running" });
    await write(451, 3);
    await owner.db.transaction(async (tx) => {
      await tx.insert(runLogChunks).values({
        ...{ runId, workspaceId: workspace.owner.workspaceId, seq: 454, stream: "stderr", content: "last\n" },
      });
      await tx.update(runs).set({ status: "succeeded", exitReason: "completed" }).where(eq(runs.id, runId));
    });
    const rest = await readUntil(stream, ({ name }) => name === "end");
    expect([...seqs(first), ...seqs(rest)]).toEqual(upTo(454));
    expect(rest.at(-1)?.name).toBe("end");
    expect(rest.findLast(isRun)?.data).toMatchObject({ status: "succeeded" });
    expect((await stream.next()).done).toBe(true);
  });

  test("resumes after the piece that the page has", async () => {
    await write(1, 10);
    expect(seqs(await readUntil(open(7), isRun))).toEqual([8, 9, 10]);
    expect(seqs(await readUntil(open(10), isRun))).toEqual([]);
  });

  test("of a finished run gives all of it and ends", async () => {
    await write(1, 3);
    await set({ status: "running" });
    await set({ status: "failed", exitReason: "error" });
    const events = await readUntil(open(), () => false);
    expect(events.map(({ name }) => name)).toEqual(["log", "log", "log", "run", "end"]);
  });

  test("keeps log text apart from the protocol, whatever is in it", async () => {
    const content = "data: x\n\nevent: end\nid: 99\n\n🔑\r\n\u2028";
    await owner.db.insert(runLogChunks).values({
      ...{ runId, workspaceId: workspace.owner.workspaceId, seq: 1, stream: "stdout", content },
    });
    const [log, run] = await readUntil(open(), isRun);
    expect(log).toMatchObject({ name: "log", id: "1", data: { content } });
    expect(run?.name).toBe("run");
  });

  test("shows nothing of another workspace's run", async () => {
    const other = await makeTestWorkspace();
    const stream = streamRun(other.owner, {
      runId,
      afterSeq: 0,
      mayWatch: () => Promise.resolve(true),
      signal: stop.signal,
    });
    await expect(stream.next()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("ends when the browser has gone", async () => {
    const stream = open();
    await readUntil(stream, isRun);
    const next = stream.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe("the right to watch", () => {
  const { userId, slug } = {
    userId: () => workspace.member.userId,
    slug: () => workspace.member.workspaceSlug,
  };
  const isMember = async () => (await findWorkspaceContext(webDatabase(), userId(), slug())) !== null;

  test("is read again when the membership is gone: the stream says so and shows nothing more", async () => {
    const stream = open(0, isMember);
    await readUntil(stream, isRun);
    await owner.db
      .delete(memberships)
      .where(and(eq(memberships.userId, userId()), eq(memberships.workspaceId, workspace.owner.workspaceId)));
    await write(1, 1);
    const events = await readUntil(stream, ({ name }) => name === "gone");
    expect(events.at(-1)?.name).toBe("gone");
    expect((await stream.next()).done).toBe(true);
  });

  test("is read again when a session ends, and when a role changes", async () => {
    let asked = 0;
    let allowed = true;
    const stream = open(0, () => {
      asked += 1;
      return Promise.resolve(allowed);
    });
    await readUntil(stream, isRun);
    expect(asked).toBe(0);
    await owner.db.update(memberships).set({ role: "admin" }).where(eq(memberships.userId, userId()));
    expect((await stream.next()).value).toBe(": still here\n\n");
    expect(asked).toBe(1);
    const sessionId = await startSession(webDatabase(), userId(), { address: null, userAgent: null });
    allowed = false;
    await owner.db.delete(sessions).where(eq(sessions.id, sessionId));
    expect((await readUntil(stream, () => true))[0]?.name).toBe("gone");
  });

  test("control: somebody else's session ending doesn't end it", async () => {
    const stream = open(0, () => Promise.resolve(false));
    await readUntil(stream, isRun);
    const other = workspace.admin.userId;
    await owner.db.update(memberships).set({ role: "member" }).where(eq(memberships.userId, other));
    await write(1, 1);
    expect((await readUntil(stream, () => true))[0]).toMatchObject({ name: "log", id: "1" });
  });
});

test("as a response's body it is pulled piece by piece, and leaving it ends the stream", async () => {
  await write(1, 5);
  const body = toBody(open(), () => {
    stop.abort();
  });
  const reader = body.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^event: log\nid: 1\ndata: \{/);
  await reader.cancel();
  expect(stop.signal.aborted).toBe(true);
});
