import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { runs, secrets } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAction, openAction, runAction, saveAction, codeEditor, runLink } from "#e2e/pages/actions.ts";
import { createSecret, openDelete, openSecret, openUpdate } from "#e2e/pages/secrets.ts";
import { callServerAction, collectServerActions, type SentAction } from "#e2e/pages/server-actions.ts";
import { addWorkspace, people, type Workspace } from "#e2e/people.ts";
import { newCanary } from "#e2e/system/canaries.ts";

/** What a workspace holds, by id. */
interface Belongings {
  readonly secret: string;
  readonly action: string;
  readonly run: string;
}

/** Makes a secret, an action and a run in a workspace, and waits for the run's end. */
async function furnish(page: Page, workspace: Workspace, secretName: string): Promise<Belongings> {
  await createSecret(page, workspace, { name: secretName, value: newCanary() });
  const code = `print(app.secrets.${secretName})\n`;
  const action = await createAction(page, workspace, { name: "Furnished", code });
  await runAction(page, "Succeeded");
  const run = (await runLink(page).getAttribute("href"))?.split("/").at(-1) ?? "";
  return { secret: secretName, action, run };
}

/** An address, and the part of it that is asked for. */
type Asked = readonly [path: string, what: string];

/** What a browser shows of a page: status, title and text. The bytes differ each time, as a page is sent in pieces. */
async function shownAt(page: Page, [path, what]: Asked): Promise<unknown> {
  const answer = await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const text = await page.locator("body").innerText();
  return { status: answer?.status(), title: await page.title(), text: text.replaceAll(what, "ASKED") };
}

/** What an API answers, to the byte. */
async function answerOf(page: Page, [path, what]: Asked): Promise<unknown> {
  const answer = await page.request.get(path);
  const { date: _, ...headers } = answer.headers();
  delete headers["content-security-policy"]; // its nonce is another each time
  return { status: answer.status(), headers, body: (await answer.text()).replaceAll(what, "ASKED") };
}

test("what another workspace has answers exactly like what does not exist", async ({ as, workspace, db }) => {
  const [owner, stranger] = [await as("owner"), await as("stranger")];
  const others = await addWorkspace(db, { [people.stranger.email]: "owner" });
  const theirs = await furnish(stranger, others, "STRANGERS_KEY");
  const own = await furnish(owner, workspace, "OWN_KEY");
  const nowhere = `w-${randomUUID().slice(0, 13)}`;
  const nothing: Belongings = { secret: "MISSING_KEY", action: randomUUID(), run: randomUUID() };

  const inOwn = (name: keyof Belongings, path: (id: string) => string) => ({
    there: [`/w/${workspace.slug}${path(theirs[name])}`, theirs[name]] as const,
    missing: [`/w/${workspace.slug}${path(nothing[name])}`, nothing[name]] as const,
    own: `/w/${workspace.slug}${path(own[name])}`,
  });
  const inTheirs = (path: string) => ({
    there: [`/w/${others.slug}${path}`, others.slug] as const,
    missing: [`/w/${nowhere}${path}`, nowhere] as const,
    own: null,
  });
  const pages = [
    inOwn("secret", (id) => `/secrets/${id}`),
    inOwn("action", (id) => `/actions/${id}`),
    inOwn("run", (id) => `/runs/${id}`),
    ...["secrets", "actions", "runs", "members", "audit", "help"].map((path) => inTheirs(`/${path}`)),
    inTheirs(`/secrets/${theirs.secret}`),
    inTheirs(`/actions/${theirs.action}`),
    inTheirs(`/runs/${theirs.run}`),
  ];
  for (const { there, missing, own: ownPath } of pages) {
    const shown = await shownAt(owner, there);
    expect(shown, there[0]).toEqual(await shownAt(owner, missing));
    expect(shown, there[0]).toMatchObject({ status: 404 });
    const sent = await (await owner.request.get(there[0])).text();
    for (const theirWord of [others.id, others.name, "Furnished", people.stranger.name])
      expect(sent, there[0]).not.toContain(theirWord);
    // The same question about one's own is answered: it was the workspace that made the difference.
    if (ownPath !== null) expect((await owner.request.get(ownPath)).status(), ownPath).toBe(200);
  }

  const apis = [
    inOwn("run", (id) => `/runs/${id}/stream`),
    inTheirs("/secrets"),
    inTheirs(`/runs/${theirs.run}/stream`),
  ];
  for (const { there, missing, own: ownPath } of apis) {
    const [first, second] = [there, missing].map(([path, what]) => [`/api${path}`, what] as const);
    const answer = await answerOf(owner, first!);
    expect(answer, there[0]).toEqual(await answerOf(owner, second!));
    expect(answer, there[0]).toMatchObject({ status: 404 });
    if (ownPath !== null) expect((await owner.request.get(`/api${ownPath}`)).status(), ownPath).toBe(200);
  }
});

test("a run cannot read another workspace's secret", async ({ as, workspace, db }) => {
  const [owner, stranger] = [await as("owner"), await as("stranger")];
  const others = await addWorkspace(db, { [people.stranger.email]: "owner" });
  await createSecret(stranger, others, { name: "STRANGERS_KEY", value: newCanary() });
  await createAction(owner, workspace, { name: "Reach", code: "print(app.secrets.STRANGERS_KEY)\n" });
  await runAction(owner, "Failed");
  const message =
    "There is no secret STRANGERS_KEY in this workspace. Create it under Secrets, or correct the name in the code.";
  await expect(owner.getByText(message).first()).toBeVisible();
});

test("a hand-made request with another workspace's ids is answered like one with ids that do not exist", async ({
  as,
  workspace,
  db,
}) => {
  const [owner, stranger] = [await as("owner"), await as("stranger")];
  const others = await addWorkspace(db, { [people.stranger.email]: "owner" });
  const theirs = await furnish(stranger, others, "STRANGERS_KEY");
  const [secret] = await db.select().from(secrets).where(eq(secrets.workspaceId, others.id));
  const sent = await callEverything(owner, workspace);
  const find = (isIt: (input: SentAction["input"]) => boolean) =>
    sent.find(({ input }) => isIt(input))?.id ?? "";
  const calls = [
    {
      id: find((input) => "revision" in input && "secretId" in input),
      input: (id: string) => ({
        secretId: id,
        revision: 1,
        value: newCanary(),
        title: null,
        description: "",
      }),
      theirs: secret?.id ?? "",
    },
    {
      id: find((input) => "confirmation" in input),
      input: (id: string) => ({ secretId: id, confirmation: "STRANGERS_KEY" }),
      theirs: secret?.id ?? "",
    },
    {
      id: find((input) => "code" in input),
      input: (id: string) => ({ actionId: id, revision: 2, name: "Mine", code: "", selectedSecrets: [] }),
      theirs: theirs.action,
    },
    {
      id: find((input) => Object.keys(input).sort().join() === "actionId,idempotencyKey"),
      input: (id: string) => ({ actionId: id }),
      theirs: theirs.action,
    },
  ];
  const before = await db.select().from(secrets).where(eq(secrets.workspaceId, others.id));
  for (const { id, input, theirs: target } of calls) {
    expect(id).not.toBe("");
    const call = async (slug: string, targetId: string) => {
      const body = await callServerAction(owner, id, slug, {
        ...input(targetId),
        idempotencyKey: randomUUID(),
      });
      return /\{"ok":.*\}/.exec(body)?.[0];
    };
    const answer = await call(workspace.slug, target);
    expect(answer).toContain('"code":"NOT_FOUND"');
    expect(answer).toBe(await call(workspace.slug, randomUUID()));
    expect(await call(others.slug, target)).toBe(await call(`w-${randomUUID()}`, target));
  }
  expect(await db.select().from(secrets).where(eq(secrets.workspaceId, others.id))).toEqual(before);
  expect(await db.$count(runs, eq(runs.workspaceId, others.id))).toBe(1);
});

/** Uses everything that changes something once by its page, to learn Next's ids of the server actions. */
async function callEverything(page: Page, workspace: Workspace): Promise<SentAction[]> {
  const sent = collectServerActions(page);
  await createSecret(page, workspace, { name: "OWN_KEY", value: newCanary() });
  await openSecret(page, workspace, "OWN_KEY");
  const update = await openUpdate(page, "OWN_KEY");
  await update.getByLabel("Title").fill("Own");
  await update.getByRole("button", { name: "Save" }).click();
  await expect(update).toBeHidden();
  const remove = await openDelete(page, "OWN_KEY");
  await remove.getByLabel("Type OWN_KEY to confirm").fill("OWN_KEY");
  await remove.getByRole("button", { name: "Delete secret" }).click();
  await page.waitForURL(`**/w/${workspace.slug}/secrets`);
  const action = await createAction(page, workspace, { name: "Own", code: "print(1)\n" });
  await openAction(page, workspace, action);
  await codeEditor(page).fill("print(2)\n");
  await saveAction(page);
  await runAction(page, "Succeeded");
  return sent;
}
