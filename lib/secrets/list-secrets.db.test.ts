import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { runs, runSecretReads, secrets } from "#db/schema/index.ts";
import { deleteAction, saveAction } from "#lib/actions/mutations.ts";
import { newId } from "#lib/ids.ts";
import {
  getSecret,
  listDependents,
  listNamesLike,
  listRecentReads,
  listSecretNames,
  listSecrets,
  listVersions,
} from "#lib/secrets/queries.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { newSecret } from "#lib/testing/new-secret.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

// Nobody waits for Python here.
vi.mock("#lib/actions/verdict.ts", () => ({
  awaitVerdict: () => ({ syntaxProblem: null, syntaxChecked: false }),
}));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;

beforeAll(async () => {
  await becomeWeb(urls.web);
  workspace = await makeTestWorkspace();
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const find = async (search: string, ctx = workspace.member) =>
  (await listSecrets(ctx, { search, cursor: null })).items.map(({ name }) => name);

describe("searching", () => {
  beforeAll(async () => {
    await newSecret(workspace.owner, "HUBSPOT_KEY", {
      title: "HubSpot – Produktion",
      description: "Sync 100%",
    });
    await newSecret(workspace.owner, "A_B", { title: String.raw`C:\new`, description: "🔑 of the safe 👩‍👩‍👧" });
    await newSecret(workspace.owner, "AXB", { title: "Straße", description: "ÄRGER" });
  });

  test.each([
    ["", ["AXB", "A_B", "HUBSPOT_KEY"]],
    ["   ", ["AXB", "A_B", "HUBSPOT_KEY"]],
    ["hubspot", ["HUBSPOT_KEY"]],
    [" PRODUKTION ", ["HUBSPOT_KEY"]],
    ["sync", ["HUBSPOT_KEY"]],
    ["%", ["HUBSPOT_KEY"]],
    ["100%", ["HUBSPOT_KEY"]],
    ["_", ["A_B", "HUBSPOT_KEY"]],
    ["a_b", ["A_B"]],
    ["\\", ["A_B"]],
    ["c:\\new", ["A_B"]],
    ["\\%", []],
    ["🔑", ["A_B"]],
    ["👩‍👩‍👧", ["A_B"]],
    ["ärger", ["AXB"]],
    ["straße", ["AXB"]],
    ["'; drop table secrets; --", []],
    ["nothing like it", []],
    ["x".repeat(100_000), []],
    ["\ud83d", []],
  ])("for %j finds what contains it and nothing else", async (search, names) => {
    expect(await find(search)).toEqual(names);
  });
});

describe("paging", () => {
  const all = Array.from(
    { length: 250 },
    (_, i) => `${i % 2 === 0 ? "KEY" : "key"}_${String(i).padStart(3, "0")}`,
  );
  let large: TestWorkspace;

  beforeAll(async () => {
    large = await makeTestWorkspace();
    const { workspaceId, userId } = large.owner;
    const rows = all.map((name) => ({
      id: newId(),
      workspaceId,
      name,
      currentVersion: 1,
      createdBy: userId,
      updatedBy: userId,
    }));
    await owner.db.insert(secrets).values(rows);
  });

  test("by cursor shows every secret once, in one order, and ends", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page = await listSecrets(large.member, { search: "", cursor });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== null);
    expect(pages).toBe(3);
    expect(new Set(seen)).toEqual(new Set(all));
    expect(seen).toHaveLength(all.length);
    expect(seen).toEqual(seen.toSorted());
  });

  test("goes on in its place when the secret that the cursor names is gone", async () => {
    const page = await listSecrets(large.member, { search: "", cursor: "KEY_100_that_is_gone" });
    expect(page.items[0]?.name).toBe("KEY_102");
  });

  test("within a search stays within it", async () => {
    const page = await listSecrets(large.member, { search: "key_24", cursor: "KEY_248" });
    expect(page.items.map(({ name }) => name)).toEqual([
      "key_241",
      "key_243",
      "key_245",
      "key_247",
      "key_249",
    ]);
  });

  test.each(["", "zzzz", "%", "\ud800"])(
    "takes the cursor %j for a place, whatever it is",
    async (cursor) => {
      const page = await listSecrets(large.member, { search: "", cursor });
      expect(page.items.length).toBeLessThanOrEqual(100);
    },
  );
});

describe("one secret", () => {
  test("its view has no field for a value, a length or a hash", async () => {
    await newSecret(workspace.owner, "VIEWED");
    const view = await getSecret(workspace.member, "VIEWED");
    expect(Object.keys(view).sort()).toEqual([
      "createdAt",
      "createdByName",
      "currentVersion",
      "description",
      "id",
      "lastUsedAt",
      "name",
      "revision",
      "title",
      "updatedAt",
      "updatedByName",
    ]);
    expect(await listVersions(workspace.member, view)).toMatchObject([
      { number: 1, createdByName: "Olga Owner", current: true },
    ]);
  });

  test("somebody who isn't known any more is called a former member", async () => {
    const id = await newSecret(workspace.owner, "ORPHANED");
    await owner.sql`update secrets set created_by = 'gone', updated_by = 'gone' where id = ${id}`;
    expect(await getSecret(workspace.member, "ORPHANED")).toMatchObject({
      createdByName: "a former member",
      updatedByName: "a former member",
    });
  });

  test("names are compared without case, a name with _ not as a pattern", async () => {
    await newSecret(workspace.owner, "Case_Key");
    await newSecret(workspace.owner, "CASEXKEY");
    expect(await listNamesLike(workspace.member, "CASE_KEY")).toEqual(["Case_Key"]);
    expect(await listNamesLike(workspace.member, "%")).toEqual([]);
    expect((await listSecretNames(workspace.member)).map(({ name }) => name)).toContain("Case_Key");
  });
});

describe("dependents", () => {
  test("are the actions whose newest version references or selects the name, with their last run", async () => {
    const save = async (name: string, code: string, selectedSecrets: string[], revision = 1, id?: string) => {
      const actionId = id ?? (await newAction(workspace.member));
      await saveAction(workspace.member, {
        actionId,
        revision,
        name,
        code,
        selectedSecrets,
        idempotencyKey: randomUUID(),
      });
      return actionId;
    };
    const [referencing, selecting] = [
      await save("Referencing", "print(app.secrets.DEPENDED)", []),
      await save("Selecting", "", ["DEPENDED"]),
    ];
    await save("Unrelated", "app.secrets.DEPENDED_ON", []);
    const former = await save("Former", "app.secrets.DEPENDED", []);
    await save("Former", "pass", [], 2, former);
    const deleted = await save("Deleted", "app.secrets.DEPENDED", []);
    await deleteAction(workspace.member, { actionId: deleted, idempotencyKey: randomUUID() });

    const run = {
      workspaceId: workspace.owner.workspaceId,
      actionId: referencing,
      actionName: "Referencing",
    };
    const ids = [newId(), newId()].sort();
    for (const [i, id] of ids.entries()) {
      await owner.db.insert(runs).values({
        ...{ ...run, id, actionVersionId: "v", actionVersion: 2, status: i === 0 ? "failed" : "succeeded" },
        ...{ trigger: "manual", startedBy: "x", startedByName: "x", idempotencyKey: id },
      });
    }
    expect(await listDependents(workspace.member, "DEPENDED")).toMatchObject([
      { actionId: referencing, actionName: "Referencing", lastRun: { id: ids[1], status: "succeeded" } },
      { actionId: selecting, actionName: "Selecting", lastRun: null },
    ]);
    const secretId = await newSecret(workspace.owner, "DEPENDED");
    const item = (await listSecrets(workspace.member, { search: "DEPENDED", cursor: null })).items;
    expect(item).toMatchObject([{ id: secretId, usedBy: 2 }]);

    await owner.db
      .insert(runSecretReads)
      .values({ runId: ids[1]!, workspaceId: run.workspaceId, secretId, secretName: "DEPENDED", version: 1 });
    expect(await listRecentReads(workspace.member, secretId)).toMatchObject([
      { runId: ids[1], actionId: referencing, actionName: "Referencing", version: 1 },
    ]);
  });
});
