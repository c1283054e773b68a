import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents, sealedValues, secrets, secretVersions } from "#db/schema/index.ts";
import { createSecret } from "#lib/secrets/mutations.ts";
import { createSecretSchema } from "#lib/secrets/schema.ts";
import { tablesContaining } from "#lib/testing/all-rows.ts";
import { refusalOf } from "#lib/testing/outcome.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";
import { makeTestWorkspace, type TestWorkspace } from "#lib/testing/workspace.ts";

const urls = inject("databaseUrls");
const owner = connect(urls.owner, { max: 1, name: "test-owner" });
let workspace: TestWorkspace;

beforeAll(() => becomeWeb(urls.web));
beforeEach(async () => {
  workspace = await makeTestWorkspace();
});
afterAll(() => Promise.all([owner.close(), stopBeingWeb()]));

const submit = (change: Partial<Parameters<typeof createSecret>[1]> = {}) => ({
  name: "HUBSPOT_API_KEY",
  title: null,
  value: "a value",
  description: "",
  idempotencyKey: randomUUID(),
  ...change,
});
const secretsOf = (ctx: { workspaceId: string }) =>
  owner.db.select().from(secrets).where(eq(secrets.workspaceId, ctx.workspaceId));
const eventsOf = (ctx: { workspaceId: string }) =>
  owner.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.workspaceId, ctx.workspaceId), eq(auditEvents.kind, "secret.create")));

describe("creating a secret", () => {
  test("writes its row, its first version, its sealed bytes and one event", async () => {
    const input = createSecretSchema.parse(
      submit({ title: " HubSpot – production ", description: " for the sync " }),
    );
    const { id, name } = await createSecret(workspace.admin, input);
    expect(await secretsOf(workspace.admin)).toMatchObject([
      {
        id,
        name: "HUBSPOT_API_KEY",
        title: "HubSpot – production",
        description: "for the sync",
        revision: 1,
        currentVersion: 1,
        createdBy: workspace.admin.userId,
        deletedAt: null,
        lastUsedAt: null,
      },
    ]);
    const versions = await owner.db.select().from(secretVersions).where(eq(secretVersions.secretId, id));
    expect(versions).toMatchObject([{ number: 1, createdBy: workspace.admin.userId, destroyedAt: null }]);
    const sealed = await owner.db.select().from(sealedValues).where(eq(sealedValues.secretId, id));
    expect(sealed).toMatchObject([{ versionId: versions[0]!.id, keyId: versions[0]!.keyId }]);
    expect(await eventsOf(workspace.admin)).toMatchObject([
      {
        actorType: "person",
        actorId: workspace.admin.userId,
        actorName: "Adam Admin",
        outcome: "success",
        targetType: "secret",
        targetId: id,
        targetName: name,
        details: { version: 1 },
      },
    ]);
  });

  test("puts the value nowhere in the database; control: the same search finds a planted one", async () => {
    const value = `canary-${randomUUID()}`;
    await createSecret(workspace.owner, submit({ value }));
    expect(await tablesContaining(owner.sql, value)).toEqual([]);
    expect(await tablesContaining(owner.sql, Buffer.from(value).toString("base64"))).toEqual([]);

    await createSecret(workspace.owner, submit({ name: "PLANTED", description: `oops: ${value}` }));
    const [version] =
      await owner.sql`select id from secret_versions where workspace_id = ${workspace.owner.workspaceId}`;
    await owner.sql`
      update sealed_values set envelope = ${Buffer.from(value)} where version_id = ${version!["id"] as string}`;
    expect(await tablesContaining(owner.sql, value)).toEqual(["sealed_values", "secrets"]);
  });

  test("the same value twice gives different sealed bytes of the same size", async () => {
    await createSecret(workspace.owner, submit({ name: "A" }));
    await createSecret(workspace.owner, submit({ name: "B" }));
    const [a, b] = await owner.db
      .select({ envelope: sealedValues.envelope })
      .from(sealedValues)
      .where(eq(sealedValues.workspaceId, workspace.owner.workspaceId));
    expect(a!.envelope).not.toEqual(b!.envelope);
    expect(a!.envelope.length).toBe(b!.envelope.length);
  });

  test("the same submit again is the same success and nothing more", async () => {
    const input = submit();
    const first = await createSecret(workspace.owner, input);
    expect(await createSecret(workspace.owner, input)).toEqual(first);
    expect(await secretsOf(workspace.owner)).toHaveLength(1);
    expect(await eventsOf(workspace.owner)).toHaveLength(1);
  });

  test("the same submit many times at once makes one secret, and each is told of it", async () => {
    const input = submit();
    const all = await Promise.all(Array.from({ length: 6 }, () => createSecret(workspace.owner, input)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await secretsOf(workspace.owner)).toHaveLength(1);
    expect(await eventsOf(workspace.owner)).toHaveLength(1);
  });

  test("two people's submits with one key are two submits", async () => {
    const input = submit();
    await createSecret(workspace.owner, input);
    await createSecret(workspace.admin, { ...input, name: "OTHER" });
    expect(await secretsOf(workspace.owner)).toHaveLength(2);
  });

  test("a name that is taken is refused beside its field, and leaves nothing", async () => {
    await createSecret(workspace.owner, submit());
    const refusal = await refusalOf(createSecret(workspace.admin, submit({ value: "another" })));
    expect(refusal).toMatchObject({ code: "NAME_TAKEN", fieldErrors: { name: refusal.message } });
    expect(refusal.message).toContain("HUBSPOT_API_KEY");
    expect(await secretsOf(workspace.owner)).toHaveLength(1);
    expect(await eventsOf(workspace.owner)).toHaveLength(1);
  });

  test("of several who take one name at once, one gets it and the others are told", async () => {
    const people = [workspace.owner, workspace.admin, workspace.owner, workspace.admin];
    const results = await Promise.allSettled(people.map((ctx) => createSecret(ctx, submit())));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "NAME_TAKEN" });
    expect(await secretsOf(workspace.owner)).toHaveLength(1);
  });

  test("after a refusal the same submit under another name goes through: the key was not used up", async () => {
    await createSecret(workspace.owner, submit());
    const refused = submit();
    await refusalOf(createSecret(workspace.owner, refused));
    await createSecret(workspace.owner, { ...refused, name: "FREE_NAME" });
    expect((await secretsOf(workspace.owner)).map(({ name }) => name).sort()).toEqual([
      "FREE_NAME",
      "HUBSPOT_API_KEY",
    ]);
  });

  test("names that differ by case are two names, and another workspace's names are free", async () => {
    const other = await makeTestWorkspace();
    await createSecret(workspace.owner, submit());
    await createSecret(workspace.owner, submit({ name: "hubspot_api_key" }));
    await createSecret(other.owner, submit());
    expect(await secretsOf(workspace.owner)).toHaveLength(2);
    expect(await secretsOf(other.owner)).toHaveLength(1);
  });

  test("a value that can't be sealed leaves nothing, not even a used key", async () => {
    const input = submit({ value: "\ud800" });
    expect(await refusalOf(createSecret(workspace.owner, input))).toMatchObject({ code: "INVALID" });
    expect(await secretsOf(workspace.owner)).toHaveLength(0);
    await createSecret(workspace.owner, { ...input, value: "well-formed" });
    expect(await secretsOf(workspace.owner)).toHaveLength(1);
  });
});
