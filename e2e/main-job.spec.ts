import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { and, desc, eq, isNull } from "drizzle-orm";
import { auditEvents, secrets } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAction, openAction, runAction } from "#e2e/pages/actions.ts";
import { createSecret, openDelete, openSecret, openSecrets, openUpdate } from "#e2e/pages/secrets.ts";
import { callServerAction, collectServerActions } from "#e2e/pages/server-actions.ts";
import { people } from "#e2e/people.ts";
import { startBearerService, type BearerService } from "#e2e/services/bearer-service.ts";
import { startDatabaseService } from "#e2e/services/database-service.ts";
import { readCertificate } from "#e2e/system/authority.ts";
import { newCanary } from "#e2e/system/canaries.ts";

/** Asks a service with the secret, then prints the secret in every way in which it gets into logs by accident. */
const askAndPrint = (url: string) => `import base64, json, traceback, urllib.request

key = app.secrets.HUBSPOT_API_KEY
request = urllib.request.Request("${url}", headers={"Authorization": "Bearer " + key})
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
print("contacts:", answer["contacts"])
print("plain:", key)
print("base64:", base64.b64encode(key.encode()).decode())
print("dict:", {"key": key})
try:
    raise ValueError("refused " + key)
except ValueError:
    traceback.print_exc()
app.result({"contacts": answer["contacts"], "key": key})
`;

test("an action uses a secret that nobody can read, after a new value too, until it is deleted", async ({
  as,
  workspace,
  place,
}) => {
  const service = await startBearerService(place.ports.bearer);
  const [first, second] = [newCanary(), newCanary()];
  const owner = await as("owner");
  let actionId = "";

  await test.step("an owner creates the secret and the action, and runs it", async () => {
    service.accept(first);
    await createSecret(owner, workspace, {
      name: "HUBSPOT_API_KEY",
      value: first,
      description: "Private app of the CRM, read only",
    });
    const code = askAndPrint(`http://127.0.0.1:${place.ports.bearer}/contacts`);
    actionId = await createAction(owner, workspace, { name: "Count contacts", code });
    const { log } = await runAction(owner, "Succeeded");
    await expect(log).toContainText("contacts: 42");
    await expect(log).toContainText("plain: [HUBSPOT_API_KEY]");
    await expect(log).toContainText("base64: [HUBSPOT_API_KEY]");
    await expect(log).toContainText("dict: {'key': '[HUBSPOT_API_KEY]'}");
    await expect(log).toContainText("ValueError: refused [HUBSPOT_API_KEY]");
    await expect(owner.getByText('"key": "[HUBSPOT_API_KEY]"')).toBeVisible();
  });

  await test.step("the service wants another value: the run fails, and after Update it succeeds untouched", async () => {
    service.accept(second);
    const { log } = await runAction(owner, "Failed");
    await expect(log).toContainText("HTTP Error 401");
    await openSecret(owner, workspace, "HUBSPOT_API_KEY");
    const dialog = await openUpdate(owner, "HUBSPOT_API_KEY");
    await dialog.getByLabel("Replace value").fill(second);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    await expect(owner.getByText("Version 2", { exact: true })).toBeVisible();
    await openAction(owner, workspace, actionId);
    await expect((await runAction(owner, "Succeeded")).log).toContainText("contacts: 42");
  });

  await test.step("a member sees names and descriptions, no buttons, and runs the action", async () => {
    const member = await as("member");
    await openSecrets(member, workspace);
    const row = member.getByRole("row", { name: "HUBSPOT_API_KEY" });
    await expect(row).toContainText("Private app of the CRM, read only");
    await expect(member.getByRole("button", { name: "New secret" })).toHaveCount(0);
    await expect(member.getByText(/Only owners and admins can add secrets/)).toContainText(people.owner.name);
    await openSecret(member, workspace, "HUBSPOT_API_KEY");
    for (const name of ["Update", "Delete", "Replace value"])
      await expect(member.getByRole("button", { name, exact: true })).toHaveCount(0);
    await openAction(member, workspace, actionId);
    await expect((await runAction(member, "Succeeded")).log).toContainText("contacts: 42");
  });

  await test.step("Delete names the action; afterwards the run fails and says why and what to do", async () => {
    await openSecret(owner, workspace, "HUBSPOT_API_KEY");
    const dialog = await openDelete(owner, "HUBSPOT_API_KEY");
    await expect(dialog.getByRole("link", { name: "Count contacts" })).toBeVisible();
    await expect(dialog).toContainText("permanent");
    await dialog.getByLabel("Type HUBSPOT_API_KEY to confirm").fill("HUBSPOT_API_KEY");
    await dialog.getByRole("button", { name: "Delete secret" }).click();
    await owner.waitForURL(`**/w/${workspace.slug}/secrets`);
    await openAction(owner, workspace, actionId);
    await runAction(owner, "Failed");
    await expect(
      owner.getByText(/The secret HUBSPOT_API_KEY was deleted by Olivia Berg on .+ Create it again/).first(),
    ).toBeVisible();
  });
  await service.close();
});

test.describe("an action verifies who answers over HTTPS", () => {
  let trusted: BearerService;
  let untrusted: BearerService;
  let key = "";

  test.beforeAll(async ({ place }) => {
    key = newCanary();
    trusted = await startBearerService(place.ports.trustedTls, readCertificate(place.notes, "trusted"));
    untrusted = await startBearerService(place.ports.untrustedTls, readCertificate(place.notes, "untrusted"));
    trusted.accept(key);
    untrusted.accept(key);
  });
  test.afterAll(async () => {
    await Promise.all([trusted.close(), untrusted.close()]);
  });

  test("an authority that the operator trusts is enough, and one that he doesn't is not", async ({
    as,
    workspace,
    place,
  }) => {
    const owner = await as("owner");
    await createSecret(owner, workspace, { name: "HUBSPOT_API_KEY", value: key });
    const at = (port: number) => askAndPrint(`https://localhost:${port}/contacts`);
    await createAction(owner, workspace, { name: "Trusted", code: at(place.ports.trustedTls) });
    await expect((await runAction(owner, "Succeeded")).log).toContainText("contacts: 42");
    await createAction(owner, workspace, { name: "Untrusted", code: at(place.ports.untrustedTls) });
    await expect((await runAction(owner, "Failed")).log).toContainText("CERTIFICATE_VERIFY_FAILED");
  });
});

test("an action connects to a PostgreSQL by a connection string held as a secret", async ({
  as,
  workspace,
  place,
}) => {
  const database = await startDatabaseService(place.ports.postgres, newCanary().replace(/[^\w-]/g, ""));
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "WAREHOUSE_URL", value: database.url });
  const code = `import psycopg2
connection = psycopg2.connect(app.secrets.WAREHOUSE_URL)
with connection, connection.cursor() as cursor:
    cursor.execute("select 6 * 7, current_user")
    print(cursor.fetchone())
print(connection.get_dsn_parameters()["host"], app.secrets.WAREHOUSE_URL)
`;
  await createAction(owner, workspace, { name: "Ask the warehouse", code });
  const { log } = await runAction(owner, "Succeeded");
  await expect(log).toContainText("(42, 'tacit_owner')");
  await expect(log).toContainText("127.0.0.1 [WAREHOUSE_URL]");
  await database.close();
});

test("Tacit's own database and pages are out of an action's reach, although the operator listed them", async ({
  as,
  workspace,
  place,
}) => {
  const owner = await as("owner");
  const recorderPort = new URL(place.url).port;
  const targets = [
    ["127.0.0.1", place.databasePort],
    ["localhost", place.databasePort],
    ["127.0.0.1", place.webPort],
    ["localhost", place.webPort],
    ["127.0.0.1", recorderPort],
  ];
  const code = `import socket
for host, port in ${JSON.stringify(targets)}:
    try:
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
            said = connection.recv(100)
        print("reached" if said else "refused", host, port)
    except OSError as error:
        print("refused", host, port)
`;
  await createAction(owner, workspace, { name: "Look inside", code });
  const { log } = await runAction(owner, "Succeeded");
  for (const [host, port] of targets) await expect(log).toContainText(`refused ${host} ${port}`);
  await expect(log).not.toContainText("reached");
});

test("a member's hand-made requests to create, update and delete a secret are refused and audited", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  const sent = collectServerActions(owner);
  await createSecret(owner, workspace, { name: "THROWN_AWAY", value: newCanary() });
  await openSecret(owner, workspace, "THROWN_AWAY");
  const update = await openUpdate(owner, "THROWN_AWAY");
  await update.getByLabel("Replace value").fill(newCanary());
  await update.getByRole("button", { name: "Save" }).click();
  await expect(update).toBeHidden();
  const remove = await openDelete(owner, "THROWN_AWAY");
  await remove.getByLabel("Type THROWN_AWAY to confirm").fill("THROWN_AWAY");
  await remove.getByRole("button", { name: "Delete secret" }).click();
  await owner.waitForURL(`**/w/${workspace.slug}/secrets`);

  await createSecret(owner, workspace, { name: "KEPT", value: newCanary() });
  const [kept] = await db
    .select()
    .from(secrets)
    .where(and(eq(secrets.workspaceId, workspace.id), eq(secrets.name, "KEPT")));
  const requests = {
    create: sent.find(({ input }) => input["name"] === "THROWN_AWAY" && "value" in input),
    update: sent.find(({ input }) => "revision" in input),
    delete: sent.find(({ input }) => "confirmation" in input),
  };
  const inputs = {
    create: { name: "PLANTED", title: null, value: newCanary(), description: "" },
    update: { secretId: kept?.id, revision: 1, value: newCanary(), title: null, description: "" },
    delete: { secretId: kept?.id, confirmation: "KEPT" },
  };
  const replay = (page: Page, kind: keyof typeof inputs) =>
    callServerAction(page, requests[kind]?.id ?? "", workspace.slug, {
      ...inputs[kind],
      idempotencyKey: randomUUID(),
    });

  const member = await as("member");
  for (const kind of ["create", "update", "delete"] as const) {
    expect(await replay(member, kind)).toContain('"code":"FORBIDDEN"');
    const [event] = await db
      .select({ outcome: auditEvents.outcome, actorName: auditEvents.actorName })
      .from(auditEvents)
      .where(and(eq(auditEvents.workspaceId, workspace.id), eq(auditEvents.kind, `secret.${kind}`)))
      .orderBy(desc(auditEvents.id))
      .limit(1);
    expect(event).toEqual({ outcome: "denied", actorName: people.member.name });
  }
  const live = and(eq(secrets.workspaceId, workspace.id), isNull(secrets.deletedAt));
  expect(await db.select().from(secrets).where(live)).toEqual([kept]);

  // The same requests with an owner's cookie do what they say: it was the right that was missing.
  for (const kind of ["create", "update", "delete"] as const)
    expect(await replay(owner, kind)).toContain('"ok":true');
  expect(await db.select({ name: secrets.name }).from(secrets).where(live)).toEqual([{ name: "PLANTED" }]);
});
