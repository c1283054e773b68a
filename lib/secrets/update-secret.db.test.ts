import { randomUUID } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents, sealedValues, secrets, secretVersions } from "#db/schema/index.ts";
import { deleteSecret, updateSecret } from "#lib/secrets/mutations.ts";
import { newSecret } from "#lib/testing/new-secret.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

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

const change = (values: Partial<Parameters<typeof updateSecret>[1]> = {}) => ({
  secretId,
  revision: 1,
  value: null,
  title: "Key",
  description: "for x",
  idempotencyKey: randomUUID(),
  ...values,
});
const row = async () => (await owner.db.select().from(secrets).where(eq(secrets.id, secretId)))[0]!;
const versions = async () =>
  (
    await owner.db
      .select({ number: secretVersions.number })
      .from(secretVersions)
      .where(eq(secretVersions.secretId, secretId))
      .orderBy(asc(secretVersions.number))
  ).map(({ number }) => number);
const sealed = () => owner.db.$count(sealedValues, eq(sealedValues.secretId, secretId));
const kinds = async () =>
  (
    await owner.db
      .select({ kind: auditEvents.kind })
      .from(auditEvents)
      .where(
        and(eq(auditEvents.workspaceId, workspace.owner.workspaceId), eq(auditEvents.targetId, secretId)),
      )
      .orderBy(asc(auditEvents.id))
  ).map(({ kind }) => kind);

describe("updating a secret", () => {
  test("with a value makes the next version, which is read from now on, and keeps the earlier one", async () => {
    await updateSecret(workspace.admin, change({ value: "new" }));
    expect(await versions()).toEqual([1, 2]);
    expect(await sealed()).toBe(2);
    expect(await row()).toMatchObject({ currentVersion: 2, revision: 2, updatedBy: workspace.admin.userId });
    expect(await kinds()).toEqual(["secret.create", "secret.rotate"]);
  });

  test("without a value changes title and description and makes no version", async () => {
    await updateSecret(workspace.admin, change({ title: null, description: "for y" }));
    expect(await versions()).toEqual([1]);
    expect(await row()).toMatchObject({ title: null, description: "for y", currentVersion: 1, revision: 2 });
    expect(await kinds()).toEqual(["secret.create", "secret.update"]);
  });

  test("with nothing changed writes nothing: no revision, no event", async () => {
    const before = await row();
    await updateSecret(workspace.admin, change());
    expect(await row()).toEqual(before);
    expect(await kinds()).toEqual(["secret.create"]);
  });

  test("with the same value again makes a version: that it is the same, nobody can know", async () => {
    await updateSecret(workspace.admin, change({ value: "a value" }));
    expect(await versions()).toEqual([1, 2]);
  });

  test("never changes the name, who created it and when, and when it was last used", async () => {
    const kept = async () => {
      const { name, createdBy, createdAt, lastUsedAt, workspaceId } = await row();
      return { name, createdBy, createdAt, lastUsedAt, workspaceId };
    };
    await owner.db.update(secrets).set({ lastUsedAt: new Date() }).where(eq(secrets.id, secretId));
    const before = await kept();
    await updateSecret(workspace.admin, change({ value: "new", title: "Other" }));
    expect(await kept()).toEqual(before);
  });

  test("after somebody else's change is refused, says whose it was, and keeps that change", async () => {
    await updateSecret(workspace.admin, change({ description: "Adam's" }));
    const refusal = await refusalOf(
      updateSecret(workspace.owner, change({ description: "Olga's", value: "lost?" })),
    );
    expect(refusal.code).toBe("STALE");
    expect(refusal.message).toMatch(/^Adam Admin changed this secret .* Nothing of yours was saved/);
    expect(await row()).toMatchObject({ description: "Adam's", revision: 2, currentVersion: 1 });
    expect(await versions()).toEqual([1]);
  });

  test("after one's own change elsewhere says so", async () => {
    await updateSecret(workspace.owner, change({ description: "in another tab" }));
    const refusal = await refusalOf(updateSecret(workspace.owner, change({ description: "here" })));
    expect(refusal.message).toMatch(/^You changed this secret/);
  });

  test("at once by several with one revision: one wins, the others are told, and version numbers have no gap", async () => {
    const people = [workspace.owner, workspace.admin, workspace.owner, workspace.admin, workspace.owner];
    const results = await Promise.allSettled(
      people.map((ctx, i) => updateSecret(ctx, change({ value: `value ${i}` }))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "STALE" });
    expect(await versions()).toEqual([1, 2]);
    expect(await row()).toMatchObject({ currentVersion: 2, revision: 2 });
  });

  test("numbers the next version after the highest there is, not after the current one", async () => {
    await updateSecret(workspace.owner, change({ value: "two" }));
    await owner.db.update(secrets).set({ currentVersion: 1 }).where(eq(secrets.id, secretId));
    await updateSecret(workspace.owner, change({ value: "three", revision: 2 }));
    expect(await versions()).toEqual([1, 2, 3]);
    expect(await row()).toMatchObject({ currentVersion: 3 });
  });

  test("the same submit again, also at once, is one change", async () => {
    const submit = change({ value: "new" });
    await Promise.all([updateSecret(workspace.owner, submit), updateSecret(workspace.owner, submit)]);
    await updateSecret(workspace.owner, submit);
    expect(await versions()).toEqual([1, 2]);
    expect(await kinds()).toEqual(["secret.create", "secret.rotate"]);
  });

  test("a key that was used for another kind of submit is refused", async () => {
    const submit = change({ value: "new" });
    await updateSecret(workspace.owner, submit);
    const { idempotencyKey } = submit;
    const other = deleteSecret(workspace.owner, { secretId, confirmation: "KEY", idempotencyKey });
    expect(await refusalOf(other)).toMatchObject({ code: "CONFLICT" });
    expect((await row()).deletedAt).toBeNull();
  });

  test("of a deleted secret is refused and says that nothing was saved", async () => {
    await deleteSecret(workspace.owner, { secretId, confirmation: "KEY", idempotencyKey: randomUUID() });
    const refusal = await refusalOf(updateSecret(workspace.owner, change({ value: "new", revision: 2 })));
    expect(refusal).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("Nothing was saved") as string,
    });
    expect(await versions()).toEqual([1]);
    expect(await sealed()).toBe(0);
  });
});
