import { desc, eq } from "drizzle-orm";
import { runs } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAction, runAction, runLink, shownRun } from "#e2e/pages/actions.ts";
import { startGate, waitAt, type Gate } from "#e2e/services/gate.ts";
import { setLine } from "#e2e/system/recorder.ts";

let gate: Gate;
test.beforeAll(async ({ place }) => {
  gate = await startGate(place.ports.gate);
});
test.afterAll(() => gate.close());

test("the log appears while the run goes on", async ({ as, workspace, place }) => {
  const owner = await as("owner");
  const code = `print("before")\n${waitAt(place.ports.gate, "/live")}\nprint("after")\n`;
  await createAction(owner, workspace, { name: "Live", code });
  await owner.getByRole("button", { name: "Run", exact: true }).click();
  const { status, log } = shownRun(owner);
  await expect(log).toHaveText("before");
  await expect(status).toHaveText("Running");
  await runLink(owner).click();
  await expect(owner.getByRole("heading", { name: "Live", level: 1 })).toBeVisible();
  await expect(log).toHaveText("before");
  gate.open("/live");
  await expect(status).toHaveText("Succeeded");
  await expect(log).toHaveText("before after");
});

test("a page that was offline goes on where it was: nothing is missing and nothing is there twice", async ({
  as,
  workspace,
  place,
}) => {
  const owner = await as("owner");
  const wait = (path: string) => waitAt(place.ports.gate, path);
  const code = `print("one")\n${wait("/one")}\nprint("two")\n${wait("/two")}\nprint("three")\n`;
  await createAction(owner, workspace, { name: "Offline", code });
  await owner.getByRole("button", { name: "Run", exact: true }).click();
  const { status, log } = shownRun(owner);
  await expect(log).toHaveText("one");
  const stream = `/api/w/${workspace.slug}/runs/`;
  await setLine(place.url, "cut", stream);
  await expect(owner.getByText("The connection was lost. Connecting again…")).toBeVisible();
  gate.open("/one");
  await gate.arrival("/two");
  await setLine(place.url, "mend", stream);
  await expect(log).toHaveText("one two");
  await expect(owner.getByText("The connection was lost. Connecting again…")).toBeHidden();
  gate.open("/two");
  await expect(status).toHaveText("Succeeded");
  await expect(log).toHaveText("one two three");
});

test("Cancel ends a run within a second", async ({ as, workspace, place, db }) => {
  const owner = await as("owner");
  const code = `print("waiting")\n${waitAt(place.ports.gate, "/never")}\n`;
  const id = await createAction(owner, workspace, { name: "Cancelled", code });
  await owner.getByRole("button", { name: "Run", exact: true }).click();
  const { status, log } = shownRun(owner);
  await expect(log).toHaveText("waiting");
  await owner.getByRole("button", { name: "Cancel" }).click();
  await expect(status).toHaveText("Cancelled");
  const [run] = await db.select().from(runs).where(eq(runs.actionId, id));
  const took = (run?.finishedAt?.getTime() ?? Infinity) - (run?.cancelRequestedAt?.getTime() ?? 0);
  expect(took).toBeLessThan(1000);
});

const greedy: readonly (readonly [what: string, code: string, says: RegExp])[] = [
  [
    "memory",
    "held = []\nwhile True:\n    held.append(bytearray(10_000_000))\n",
    /more than 256 MiB of memory|MemoryError/,
  ],
  ["processes", "import os\nwhile True:\n    os.fork()\n", /BlockingIOError|memory/],
  [
    "space in /tmp",
    'n = 0\nwhile True:\n    n += 1\n    with open(f"/tmp/{n}", "wb") as file:\n        file.write(bytes(1_000_000))\n',
    /No space left on device|more than 256 MiB of memory/,
  ],
];
for (const [what, code, says] of greedy) {
  test(`code that takes all ${what} fails and says so, and the next run is as good as ever`, async ({
    as,
    workspace,
  }) => {
    const owner = await as("owner");
    await createAction(owner, workspace, { name: "Greedy", code });
    await runAction(owner, "Failed");
    await expect(
      owner.getByRole("region", { name: "Run", exact: true }).getByText(says).first(),
    ).toBeVisible();
    await createAction(owner, workspace, { name: "Modest", code: 'print("still here")\n' });
    await expect((await runAction(owner, "Succeeded")).log).toHaveText("still here");
  });
}

test("a log is cut at its limit, and says so", async ({ as, workspace, db }) => {
  const owner = await as("owner");
  const code = 'for n in range(3000):\n    print(n, "x" * 1000)\n';
  const id = await createAction(owner, workspace, { name: "Flood", code });
  await runAction(owner, "Succeeded");
  await expect(
    owner.getByText("The log was longer than its limit. What came after was not kept."),
  ).toBeVisible();
  const [run] = await db.select().from(runs).where(eq(runs.actionId, id)).orderBy(desc(runs.id));
  expect(run?.logTruncated).toBe(true);
  expect(run?.logBytes).toBeGreaterThan(1024 * 1024 - 2000);
  expect(run?.logBytes).toBeLessThanOrEqual(1024 * 1024);
});

test("Run pressed twice starts one run", async ({ as, workspace, db }) => {
  const owner = await as("owner");
  const id = await createAction(owner, workspace, { name: "Once", code: 'print("once")\n' });
  await owner.getByRole("button", { name: "Run", exact: true }).evaluate((run: HTMLButtonElement) => {
    run.click();
    run.click();
  });
  await expect(shownRun(owner).status).toHaveText("Succeeded");
  expect(await db.$count(runs, eq(runs.actionId, id))).toBe(1);
});
