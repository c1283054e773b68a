import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents, sealedValues, secrets, secretVersions } from "#db/schema/index.ts";
import { saveAction } from "#lib/actions/mutations.ts";
import { deleteSecret, updateSecret } from "#lib/secrets/mutations.ts";
import { getSecret, listDependents, listSecretNames, listSecrets } from "#lib/secrets/queries.ts";
import { newAction } from "#lib/testing/new-action.ts";
import { newSecret } from "#lib/testing/new-secret.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

// Nobody waits for Python here.
vi.mock("#lib/actions/verdict.ts", () => ({
  awaitVerdict: () => ({ syntaxProblem: null, syntaxChecked: false }),
}));

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;
let secretId: string;

beforeAll(() => becomeWeb(urls.web));
beforeEach(async () => {
  workspace = await makeTestWorkspace();
  secretId = await newSecret(workspace.owner, "KEY", { title: "Key", description: "for x" });
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const submit = (confirmation = "KEY") => ({ secretId, confirmation, idempotencyKey: randomUUID() });
const row = async () => (await owner.db.select().from(secrets).where(eq(secrets.id, secretId)))[0]!;
const sealed = () => owner.db.$count(sealedValues, eq(sealedValues.secretId, secretId));
const events = () =>
  owner.db
    .select()
    .from(auditEvents)
    .where(
      and(eq(auditEvents.workspaceId, workspace.owner.workspaceId), eq(auditEvents.kind, "secret.delete")),
    );

describe("deleting a secret", () => {
  test("destroys the sealed bytes of every version", async () => {
    await updateSecret(workspace.owner, {
      ...{ secretId, revision: 1, value: "two", title: "Key", description: "for x" },
      idempotencyKey: randomUUID(),
    });
    expect(await sealed()).toBe(2);
    await deleteSecret(workspace.owner, submit());
    expect(await sealed()).toBe(0);
    const versions = await owner.db
      .select()
      .from(secretVersions)
      .where(eq(secretVersions.secretId, secretId));
    expect(versions).toHaveLength(2);
    expect(versions.every(({ destroyedAt }) => destroyedAt instanceof Date)).toBe(true);
  });

  test("leaves a tombstone with the name, who and when, and neither title nor description", async () => {
    await deleteSecret(workspace.admin, submit());
    const tombstone = await row();
    expect(tombstone).toMatchObject({
      name: "KEY",
      title: null,
      description: "",
      deletedBy: workspace.admin.userId,
    });
    expect(tombstone.deletedAt).toBeInstanceOf(Date);
  });

  test("leaves the other secrets' bytes, in this workspace and in another with the same name", async () => {
    const other = await makeTestWorkspace();
    const kept = [await newSecret(workspace.owner, "OTHER"), await newSecret(other.owner, "KEY")];
    await deleteSecret(workspace.owner, submit());
    for (const id of kept) expect(await owner.db.$count(sealedValues, eq(sealedValues.secretId, id))).toBe(1);
  });

  test("takes it out of every query at once", async () => {
    const ctx = workspace.member;
    expect((await getSecret(ctx, "KEY")).id).toBe(secretId);
    await deleteSecret(workspace.owner, submit());
    expect(await refusalOf(getSecret(ctx, "KEY"))).toMatchObject({ code: "NOT_FOUND" });
    expect((await listSecrets(ctx, { search: "", cursor: null })).items).toEqual([]);
    expect(await listSecretNames(ctx)).toEqual([]);
  });

  test("frees the name; what is made anew is another secret without a trace of the first", async () => {
    await deleteSecret(workspace.owner, submit());
    const again = await newSecret(workspace.admin, "KEY");
    expect(again).not.toBe(secretId);
    expect(await getSecret(workspace.member, "KEY")).toMatchObject({ id: again, title: null, revision: 1 });
    expect(await sealed()).toBe(0);
  });

  test.each(["", "key", "KEY ", "KE", "KEYS", "ＫＥＹ"])(
    "is refused for the confirmation %j",
    async (confirmation) => {
      const refusal = await refusalOf(deleteSecret(workspace.owner, submit(confirmation)));
      expect(refusal).toMatchObject({ code: "INVALID", fieldErrors: { confirmation: refusal.message } });
      expect(refusal.message).toContain("KEY");
      expect(await sealed()).toBe(1);
      expect((await row()).deletedAt).toBeNull();
      expect(await events()).toHaveLength(0);
    },
  );

  test("leaves one event that counts the actions that depended on it, and leaves those as they were", async () => {
    const actionId = await newAction(workspace.member);
    await saveAction(workspace.member, {
      ...{ actionId, revision: 1, name: "Sync", code: "app.secrets.KEY", selectedSecrets: [] },
      idempotencyKey: randomUUID(),
    });
    await deleteSecret(workspace.owner, submit());
    expect(await events()).toMatchObject([
      { targetId: secretId, targetName: "KEY", outcome: "success", details: { dependents: 1 } },
    ]);
    expect(await listDependents(workspace.member, "KEY")).toMatchObject([{ actionId, actionName: "Sync" }]);
  });

  test("the same submit again, also at once, is one success", async () => {
    const one = submit();
    await Promise.all([deleteSecret(workspace.owner, one), deleteSecret(workspace.owner, one)]);
    expect(await deleteSecret(workspace.owner, one)).toEqual({ id: secretId });
    expect(await events()).toHaveLength(1);
  });

  test("by two at once: one deletes, the other is told that it is gone", async () => {
    const results = await Promise.allSettled([
      deleteSecret(workspace.owner, submit()),
      deleteSecret(workspace.admin, submit()),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "NOT_FOUND" });
    expect(await events()).toHaveLength(1);
  });

  test("while a new value is being saved: whichever comes first, no sealed byte is left", async () => {
    const update = { secretId, revision: 1, value: "new", title: "Key", description: "for x" };
    await Promise.allSettled([
      updateSecret(workspace.admin, { ...update, idempotencyKey: randomUUID() }),
      deleteSecret(workspace.owner, submit()),
    ]);
    expect((await row()).deletedAt).toBeInstanceOf(Date);
    expect(await sealed()).toBe(0);
  });
});
