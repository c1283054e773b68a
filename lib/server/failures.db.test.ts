// Whatever goes wrong, a person is told in words, an operator finds it by its id, and what was submitted is in neither.
import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { z } from "zod";
import { encode } from "next-auth/jwt";
import { connect } from "#db/connect.ts";
import { auditEvents, secrets } from "#db/schema/index.ts";
import { ForbiddenError, type WorkspaceContext } from "#lib/auth/context.ts";
import { startSession } from "#lib/auth/sessions.ts";
import { cookieName, sessionSecret } from "#lib/auth/web-settings.ts";
import { AppError } from "#lib/errors.ts";
import type { ActionResult } from "#lib/result.ts";
import type { createSecretSchema } from "#lib/secrets/schema.ts";
import { createSecretAction, updateSecretAction } from "#lib/secrets/server-actions.ts";
import { webDatabase } from "#lib/server/database.ts";
import { workspaceAction } from "#lib/server/workspace-action.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

const CANARY = "canary-7f3a9c51";
/** With lines that look like the frames of a stack. */
const VALUE = `${CANARY}\n    at ${CANARY} (${CANARY}.ts:1:1)\n    at ${CANARY}`;

const seen = vi.hoisted(() => ({ cookies: new Map<string, string>(), log: [] as string[] }));
vi.mock("next/headers", () => ({
  cookies: () => Promise.resolve({ get: (name: string) => ({ value: seen.cookies.get(name) }) }),
}));
// The real logger, into memory.
vi.mock("#lib/server/log.ts", async () => {
  const { pino } = await import("pino");
  return { log: pino({ name: "web", serializers: {} }, { write: (line: string) => seen.log.push(line) }) };
});

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;

beforeAll(() => becomeWeb(urls.web));
beforeEach(async () => {
  workspace = await makeTestWorkspace();
  await signInAs(workspace.owner);
  seen.log.length = 0;
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

async function signInAs({ userId }: WorkspaceContext): Promise<void> {
  const sid = await startSession(webDatabase(), userId, { address: null, userAgent: null });
  seen.cookies.set(cookieName("session"), await encode({ token: { sid }, secret: sessionSecret() }));
}

const schema = z.strictObject({ value: z.string() });
/** What the browser gets when a mutation throws what `work` throws. */
function resultOf(work: (ctx: WorkspaceContext, value: string) => unknown): Promise<ActionResult<unknown>> {
  const action = workspaceAction(schema, (ctx, { value }) =>
    Promise.resolve(value).then((sent) => work(ctx, sent)),
  );
  return action(workspace.owner.workspaceSlug, { value: VALUE });
}

const unexpected: Record<string, (ctx: WorkspaceContext, value: string) => unknown> = {
  "drizzle's error, which holds its parameters": (ctx, value) =>
    ctx.db.insert(secrets).values({
      ...{
        id: "x",
        workspaceId: "no such workspace",
        name: value,
        currentVersion: 1,
        createdBy: "x",
        updatedBy: "x",
      },
    }),
  "a database's error about a value": (ctx, value) => ctx.db.execute(sql`select ${value}::int`),
  "an error with the value in its message": (_, value) => {
    throw new Error(`could not handle ${value}`);
  },
  "an error whose cause has it": (_, value) => {
    throw new TypeError("failed", { cause: new Error(value) });
  },
  "an error with fields of its own": (_, value) => {
    throw Object.assign(new Error("failed"), { input: value, params: [value] });
  },
  "several errors at once": (_, value) => {
    throw new AggregateError([new Error(value)], value);
  },
  "a text": (_, value) => {
    // A library may throw anything.
    const thrown: unknown = value;
    throw thrown as Error;
  },
  "an object": (_, value) => {
    const thrown: unknown = { message: value, stack: value };
    throw thrown as Error;
  },
};

describe.each(Object.entries(unexpected))("%s", (_, work) => {
  test("becomes a generic text with an id, by which the log has where it came from", async () => {
    const result = await resultOf(work);
    expect(result).toMatchObject({ ok: false, code: "INTERNAL", fieldErrors: {} });
    const [errorId] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(result.ok ? "" : result.message) ?? [];
    expect(seen.log).toHaveLength(1);
    expect(JSON.parse(seen.log[0]!)).toMatchObject({ errorId, msg: "unexpected error" });
  });

  test("leaves nothing of what was submitted, neither in the answer nor in the log", async () => {
    expect(JSON.stringify(await resultOf(work))).not.toContain(CANARY);
    expect(seen.log.join("")).not.toContain(CANARY);
  });
});

test("control: the errors themselves hold what was submitted", async () => {
  const thrown = await resultOf(async (ctx, value) => {
    const error = await Promise.resolve(
      unexpected["drizzle's error, which holds its parameters"]!(ctx, value),
    ).catch((caught: unknown) => caught as Error);
    throw new AppError("CONFLICT", (error as Error).message);
  });
  expect(JSON.stringify(thrown)).toContain(CANARY);
});

test("a database's error is told apart in the log by its SQLSTATE, with frames", async () => {
  await resultOf(unexpected["a database's error about a value"]!);
  expect(JSON.parse(seen.log[0]!)).toMatchObject({
    ...{ level: 50, name: "DatabaseError", code: "22P02" },
    frames: expect.arrayContaining([expect.stringContaining("failures.db.test.ts")]) as unknown,
  });
});

test("what is expected is told in its own words and not logged", async () => {
  const result = await resultOf(() => {
    throw new AppError("STALE", "Somebody changed it.", { title: "Look again." });
  });
  const fieldErrors = { title: "Look again." };
  expect(result).toEqual({ ok: false, code: "STALE", message: "Somebody changed it.", fieldErrors });
  expect(seen.log).toEqual([]);
});

describe("a form that is not right", () => {
  const send = (input: unknown) =>
    createSecretAction(workspace.owner.workspaceSlug, input as z.input<typeof createSecretSchema>);
  const good = () => ({
    name: "KEY",
    title: null,
    value: "v",
    description: "",
    idempotencyKey: randomUUID(),
  });

  test.each([
    ["name", { name: `${CANARY}!` }],
    ["name", { name: CANARY.repeat(50) }],
    ["value", { value: `${CANARY}\0` }],
    ["value", { value: CANARY.repeat(10_000) }],
    ["value", { value: `${CANARY}\ud800` }],
    ["value", { value: { [CANARY]: CANARY } }],
    ["value", { value: [CANARY] }],
    ["value", { value: "" }],
    ["title", { title: `${CANARY}\0` }],
    ["description", { description: CANARY.repeat(500) }],
    ["idempotencyKey", { idempotencyKey: CANARY }],
    ["", { [CANARY]: CANARY }],
  ])("is told beside the field %j, without what was in it", async (field, wrong) => {
    const result = await send({ ...good(), ...wrong });
    expect(result).toMatchObject({ ok: false, code: "INVALID" });
    expect(result.ok ? [] : Object.keys(result.fieldErrors)).toEqual([field]);
    expect(JSON.stringify(result)).not.toContain(CANARY);
    expect(seen.log).toEqual([]);
    expect(await owner.db.$count(secrets, eq(secrets.workspaceId, workspace.owner.workspaceId))).toBe(0);
  });

  test.each([[undefined], [null], [CANARY], [7], [[]], [[CANARY]], [{}]])(
    "that is none, %j, is refused and never a fault of ours",
    async (input) => {
      const result = await send(input);
      expect(result).toMatchObject({ ok: false, code: "INVALID" });
      expect(JSON.stringify(result)).not.toContain(CANARY);
    },
  );

  test("an id with a NUL in it is refused like any that can't be, and not logged as a fault", async () => {
    const { title, description, idempotencyKey } = good();
    const change = { secretId: "a\0b", revision: 1, value: CANARY, title, description, idempotencyKey };
    const result = await updateSecretAction(workspace.owner.workspaceSlug, change);
    expect(result).toMatchObject({ ok: false, code: "INVALID" });
    expect(JSON.stringify(result)).not.toContain(CANARY);
    expect(seen.log).toEqual([]);
  });

  test("control: the same form, right, is saved", async () => {
    expect(await send(good())).toMatchObject({ ok: true });
  });
});

test("a refused right whose event can't be written is refused all the same", async () => {
  await signInAs(workspace.member);
  const refused = () =>
    resultOf((ctx) => {
      // As if the database refused what is written next.
      Object.assign(ctx, { db: ctx.db.$with, userName: ctx.userName });
      throw new ForbiddenError("secret.create");
    });
  expect(await refused()).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(seen.log).toHaveLength(1);
  expect(await owner.db.$count(auditEvents, eq(auditEvents.workspaceId, workspace.owner.workspaceId))).toBe(
    0,
  );
});
