import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents } from "#db/schema/index.ts";
import { listAuditEvents, listAuditPersons } from "#lib/audit/queries.ts";
import { auditFilterSchema } from "#lib/audit/schema.ts";
import { newId } from "#lib/ids.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;

type Row = Partial<typeof auditEvents.$inferInsert>;
const insert = (ctx: { workspaceId: string }, rows: readonly Row[]) =>
  owner.db.insert(auditEvents).values(
    rows.map((row) => ({
      ...({
        id: newId(),
        workspaceId: ctx.workspaceId,
        actorType: "person",
        actorId: "anna",
        actorName: "Anna",
      } as const),
      ...{ kind: "secret.create", outcome: "success" as const },
      ...row,
    })),
  );
const list = async (query: Record<string, string>, ctx = workspace.owner) =>
  listAuditEvents(ctx, auditFilterSchema.parse(query));
const names = async (query: Record<string, string>) =>
  (await list(query)).items.map(({ targetName }) => targetName);

beforeAll(async () => {
  await becomeWeb(urls.web);
  workspace = await makeTestWorkspace();
  const at = (text: string) => new Date(text);
  const secret = (targetName: string) => ({ targetType: "secret", targetId: targetName, targetName });
  await insert(workspace.owner, [
    { ...secret("A"), at: at("2026-03-28T22:59:59.999Z") },
    { ...secret("B"), at: at("2026-03-28T23:00:00.000Z"), actorId: "ben", actorName: "Ben" },
    { ...secret("C"), at: at("2026-03-29T21:59:59.999Z"), kind: "secret.delete" },
    { ...secret("D"), at: at("2026-03-29T22:00:00.000Z"), kind: "secret.delete", outcome: "denied" },
    {
      targetType: "action",
      targetId: "x",
      targetName: "A",
      at: at("2026-03-30T12:00:00Z"),
      kind: "action.run",
    },
    {
      actorType: "runner",
      actorId: "r",
      actorName: "Runner",
      ...secret("A"),
      kind: "secret.read",
      at: at("2026-03-31T12:00:00Z"),
    },
  ]);
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

describe("the audit log", () => {
  test("is for owners and admins; a member's asking is refused", async () => {
    expect((await list({}, workspace.admin)).items).toHaveLength(6);
    expect(await refusalOf(list({}, workspace.member))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refusalOf(listAuditPersons(workspace.member))).toMatchObject({ code: "FORBIDDEN" });
  });

  test("is shown newest first", async () => {
    expect(await names({})).toEqual(["A", "A", "D", "C", "B", "A"]);
  });

  test("is filtered by person, secret, kind and all of them", async () => {
    expect(await names({ person: "ben" })).toEqual(["B"]);
    expect(await names({ secret: "A" })).toEqual(["A", "A"]);
    expect(await names({ kind: "secret.delete" })).toEqual(["D", "C"]);
    expect(await names({ kind: "secret.create", secret: "A", person: "anna" })).toEqual(["A"]);
    expect(await names({ person: "ben", kind: "secret.delete" })).toEqual([]);
  });

  test("names its persons, and not the runner", async () => {
    expect(await listAuditPersons(workspace.owner)).toEqual([
      { id: "anna", name: "Anna" },
      { id: "ben", name: "Ben" },
    ]);
  });

  test("calls somebody who was renamed by the newest name, once", async () => {
    const other = await makeTestWorkspace();
    await insert(other.owner, [{ actorName: "Old" }, { actorName: "New" }]);
    expect(await listAuditPersons(other.owner)).toEqual([{ id: "anna", name: "New" }]);
  });
});

describe("a day", () => {
  // On 29 March 2026 clocks in Berlin went forward: the day began at 23:00 UTC and had 23 hours.
  test.each([
    [{ from: "2026-03-29", to: "2026-03-29", zone: "Europe/Berlin" }, ["C", "B"]],
    [{ from: "2026-03-29", to: "2026-03-29", zone: "UTC" }, ["D", "C"]],
    [{ from: "2026-03-29", to: "2026-03-29" }, ["D", "C"]],
    [{ from: "2026-03-28", to: "2026-03-28", zone: "America/New_York" }, ["B", "A"]],
    [{ from: "2026-03-30", to: "2026-03-30", zone: "Pacific/Kiritimati" }, ["D", "C"]],
    [{ to: "2026-03-28", zone: "Europe/Berlin" }, ["A"]],
    [{ from: "2026-03-30", zone: "Europe/Berlin" }, ["A", "A", "D"]],
    [{ from: "2026-03-29", to: "2026-03-28" }, []],
  ])("is the reader's: %j", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test.each(["0000-01-01", "0001-01-01", "1969-12-31", "9999-12-31"])(
    "%s, far away, is a day like any",
    async (day) => {
      for (const zone of ["UTC", "Pacific/Kiritimati", "America/Adak"]) {
        expect((await list({ from: day, zone })).items.length).toBe(day.startsWith("9") ? 0 : 6);
        expect((await list({ to: day, zone })).items.length).toBe(day.startsWith("9") ? 6 : 0);
      }
    },
  );

  test.each([
    { from: "2026-02-30" },
    { from: "yesterday" },
    { to: "2026-3-1" },
    { zone: "Nowhere/Here" },
    { zone: "" },
    { kind: "no.kind" },
    { kind: "constructor" },
    { from: "+012026-01-01" },
  ])("a filter that makes no sense is no filter: %j", async (query) => {
    expect((await list(query as unknown as Record<string, string>)).items).toHaveLength(6);
  });

  test.each(["+05:30", "-00:01", "etc/utc", "EST5EDT", "GMT"])(
    "the time zone %s is understood or ignored",
    async (zone) => {
      expect((await list({ from: "2020-01-01", zone })).items).toHaveLength(6);
    },
  );
});

describe("paging", () => {
  test("shows every event once, and those of one moment, too", async () => {
    const other = await makeTestWorkspace();
    const at = new Date("2026-01-01T00:00:00Z");
    await insert(
      other.owner,
      Array.from({ length: 250 }, (_, i) => ({ at, targetName: `${i}` })),
    );
    const seen: (string | null)[] = [];
    let before: string | null = null;
    do {
      const page = await list(before === null ? {} : { before }, other.owner);
      seen.push(...page.items.map(({ targetName }) => targetName));
      before = page.nextCursor;
    } while (before !== null);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => `${249 - i}`));
  });

  test("within a filter stays within it", async () => {
    const [newest] = (await list({ secret: "A" })).items;
    expect(await names({ secret: "A", before: newest!.id })).toEqual(["A"]);
  });
});
