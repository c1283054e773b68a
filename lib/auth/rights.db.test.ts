// Every operation, by everybody, through both entries: the server action with a browser's cookie, and the function behind it.
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents } from "#db/schema/index.ts";
import { answerInWorkspace } from "#lib/auth/api.ts";
import { ForbiddenError } from "#lib/auth/context.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import type { Role } from "#lib/auth/permissions.ts";
import { maySignedInPersonStay } from "#lib/auth/still-allowed.ts";
import { cookieName } from "#lib/auth/web-settings.ts";
import { rowsOfWorkspace } from "#lib/testing/all-rows.ts";
import { operations } from "#lib/testing/rights-table.ts";
import {
  actors,
  contextOfActor,
  cookieOf,
  makeWorld,
  type Actor,
  type World,
} from "#lib/testing/rights-world.ts";
import { addRunnerRow } from "#lib/testing/runner-row.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";

const browser = vi.hoisted(() => ({ cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  cookies: () => Promise.resolve({ get: (name: string) => ({ value: browser.cookies.get(name) }) }),
}));
// Next gives a server this one; outside of its build the name means the browser's.
vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server.js"));
vi.mock("#lib/actions/verdict.ts", () => ({
  awaitVerdict: () => ({ syntaxProblem: null, syntaxChecked: false }),
}));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let world: World;
/** Refusals leave it as it is, so that one is enough for all of them. */
let untouched: World;

beforeAll(async () => {
  await becomeWeb(urls.web);
  await addRunnerRow(owner);
  untouched = await makeWorld();
});
beforeEach(() => {
  world = untouched;
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const slug = () => world.workspace.owner.workspaceSlug;
const rows = () => rowsOfWorkspace(owner.sql, world.workspace.owner.workspaceId);
const denials = () =>
  owner.db
    .select()
    .from(auditEvents)
    .where(
      and(eq(auditEvents.workspaceId, world.workspace.owner.workspaceId), eq(auditEvents.outcome, "denied")),
    )
    .orderBy(asc(auditEvents.at), asc(auditEvents.id));

async function signInAs(actor: Actor): Promise<void> {
  browser.cookies.clear();
  const cookie = await cookieOf(world, actor);
  if (cookie !== null) browser.cookies.set(cookieName("session"), cookie);
}

const roleOf = (actor: Actor): Role => contextOfActor(world, actor)?.role ?? "member";
const refusedFor: Partial<Record<Actor, string>> = {
  "non-member": "NOT_FOUND",
  "signed-out": "UNAUTHENTICATED",
};

describe.each(operations.map((operation) => [operation.name, operation] as const))(
  "to %s",
  (_, operation) => {
    const isAllowed = (actor: Actor) => (operation.allowed as readonly Actor[]).includes(actor);

    test.each(actors.filter(isAllowed))("the %s is allowed", async (actor) => {
      world = await makeWorld();
      await signInAs(actor);
      expect(await operation.call(slug(), world, roleOf(actor))).toMatchObject({ ok: true });
      expect(await denials()).toEqual([]);
    });

    test.each(actors.filter(isAllowed))("the %s is allowed behind the entry, too", async (actor) => {
      world = await makeWorld();
      await operation.work(contextOfActor(world, actor)!, world, roleOf(actor));
    });

    test.each(actors.filter((actor) => !isAllowed(actor)))(
      "the %s is refused, and nothing is changed",
      async (actor) => {
        const [before, earlier] = [await rows(), await denials()];
        await signInAs(actor);
        const result = await operation.call(slug(), world, roleOf(actor));
        expect(result).toMatchObject({ ok: false, code: refusedFor[actor] ?? "FORBIDDEN" });
        expect(await rows()).toEqual(before);
        const ctx = contextOfActor(world, actor);
        // Who isn't in the workspace can't write into its log either.
        const event = {
          actorId: ctx?.userId,
          actorName: ctx?.userName,
          kind: operation.permission,
          details: { role: actor },
        };
        expect((await denials()).slice(earlier.length)).toMatchObject(ctx === null ? [] : [event]);
      },
    );

    test.each(actors.filter((actor) => !isAllowed(actor) && refusedFor[actor] === undefined))(
      "the %s is refused behind the entry, too",
      async (actor) => {
        const before = await rows();
        const work = operation.work(contextOfActor(world, actor)!, world, roleOf(actor));
        const error = await work.then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(ForbiddenError);
        expect(error).toMatchObject({ permission: operation.permission });
        expect(await rows()).toEqual(before);
      },
    );
  },
);

describe("the other doors of a workspace", () => {
  const api = async () =>
    (await answerInWorkspace(slug(), (ctx) => Promise.resolve(Response.json({ role: ctx.role })))).status;
  const page = async () =>
    requireWorkspacePage(slug()).then(
      (ctx) => ctx.role as string,
      (error: unknown) => (error as { digest?: string }).digest?.split(";").slice(0, 3).join(";"),
    );

  test.each([
    ["owner", 200, "owner", true],
    ["admin", 200, "admin", true],
    ["member", 200, "member", true],
    ["non-member", 404, "NEXT_HTTP_ERROR_FALLBACK;404", false],
    ["signed-out", 401, "NEXT_REDIRECT;replace;/sign-in?to=", false],
  ] as const)("for the %s: data %i, page %s, stream %s", async (actor, status, shown, stays) => {
    await signInAs(actor);
    expect(await api()).toBe(status);
    expect(await page()).toContain(shown);
    expect(await (await maySignedInPersonStay(slug()))()).toBe(stays);
  });

  test("a demotion, a removal and a sign-out hold from the next request on, and end a stream's right", async () => {
    world = await makeWorld();
    const { userId, workspaceId } = world.workspace.admin;
    await signInAs("admin");
    const mayStay = await maySignedInPersonStay(slug());
    const create = operations[0]!;
    await owner.sql`update memberships set role = 'member' where user_id = ${userId}`;
    expect(await create.call(slug(), world, "admin")).toMatchObject({ code: "FORBIDDEN" });
    expect(await mayStay()).toBe(true);
    await owner.sql`delete from memberships where user_id = ${userId} and workspace_id = ${workspaceId}`;
    expect(await create.call(slug(), world, "admin")).toMatchObject({ code: "NOT_FOUND" });
    expect(await mayStay()).toBe(false);
    await owner.sql`insert into memberships (workspace_id, user_id, role) values (${workspaceId}, ${userId}, 'admin')`;
    expect(await mayStay()).toBe(true);
    await owner.sql`delete from sessions where user_id = ${userId}`;
    expect(await create.call(slug(), world, "admin")).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await mayStay()).toBe(false);
  });

  test.each([undefined, null, 7, {}, [], "", "a\0b", "x".repeat(10_000)])(
    "a slug that is none, %j, is refused like an unknown one, and never a fault of ours",
    async (none) => {
      await signInAs("owner");
      const result = await operations[0]!.call(none as string, world, "owner");
      expect(result).toMatchObject({ ok: false });
      if (!result.ok) expect(["NOT_FOUND", "INVALID"]).toContain(result.code);
    },
  );
});
