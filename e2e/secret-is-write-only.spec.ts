import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import path from "node:path";
import { connect, type Connection } from "#db/connect.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAction, openAction, shownRun } from "#e2e/pages/actions.ts";
import { createSecret } from "#e2e/pages/secrets.ts";
import { startGate, waitAt } from "#e2e/services/gate.ts";
import { newCanary, newMark, readCanary } from "#e2e/system/canaries.ts";
import { formsOf, searchDatabase, searchFiles, searchProcesses } from "#e2e/system/search.ts";

// Runs after all other files: each of their secret values began with the same canary. Every search is made twice, for that
// and for a text that was planted in the same places: what finds nothing of the one must find all of the other.
const planted = newMark();
const forms = Object.keys(formsOf(planted));
/** The planted text in every form, as an action's code might hold it. */
const plantedText = Object.values(formsOf(planted)).join(" ");

let connection: Connection;
test.beforeAll(({ place }) => {
  connection = connect(place.ownerUrl, { max: 1, name: "tacit-e2e-search" });
});
test.afterAll(() => connection.close());

test("no process has a value in its arguments or environment while a run uses it", async ({
  as,
  workspace,
  place,
}) => {
  const gate = await startGate(place.ports.canary);
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "CANARY", value: newCanary() });
  const code = `import base64, subprocess
value = app.secrets.CANARY
print(value, value.encode().hex(), base64.b64encode(value.encode()).decode(), repr(value), {"value": value})
${waitAt(place.ports.canary, "/use")}
app.result(value)
raise ValueError(value)
`;
  await createAction(owner, workspace, { name: "Use it", code });
  await owner.getByRole("button", { name: "Run", exact: true }).click();
  await gate.arrival("/use");
  const witness = spawn("/bin/sh", ["-c", "read line", plantedText], {
    env: { NODE_ENV: "test", PLANTED: plantedText },
    stdio: ["pipe", "ignore", "ignore"],
  });
  await once(witness, "spawn");
  expect(searchProcesses(readCanary())).toEqual([]);
  const found = new Set(searchProcesses(planted));
  witness.stdin.end();
  expect([...found].sort()).toEqual(
    ["cmdline", "environ"].flatMap((part) => forms.map((form) => `${part}: ${form}`)).sort(),
  );
  gate.open("/use");
  await expect(shownRun(owner).status).toHaveText("Failed");
  await expect(owner.getByText("ValueError: [CANARY]").first()).toBeVisible();
  await gate.close();
});

test("no place that is kept holds a value", async ({ as, workspace, place }) => {
  const owner = await as("owner");
  const id = await createAction(owner, workspace, { name: "Plant", code: `# ${plantedText}\n` });
  await openAction(owner, workspace, id);
  const logs = ["web", "runner", "egress", "postgres"].map((name) =>
    path.join(place.dataDir, "logs", `${name}.log`),
  );
  const places = {
    "the database": (mark: string) => searchDatabase(connection, mark),
    "the data folder": (mark: string) => searchFiles(place.dataDir, mark),
    "what start printed": (mark: string) => searchFiles(path.join(place.notes, "start.log"), mark),
    "every answer of web": (mark: string) => searchFiles(path.join(place.notes, "responses"), mark),
    ...Object.fromEntries(logs.map((log) => [log, (mark: string) => searchFiles(log, mark)])),
  };
  for (const [what, search] of Object.entries(places))
    expect.soft(await search(readCanary()), what).toEqual([]);

  // What is printed can't be made to print the planted text: it is added to the files themselves.
  for (const log of [...logs, path.join(place.notes, "start.log")]) appendFileSync(log, `${plantedText}\n`);
  for (const [what, search] of Object.entries(places)) {
    const found = (await search(planted)).map((line) => line.split(": ").at(-1));
    expect.soft([...new Set(found)].sort(), what).toEqual(forms.toSorted());
  }
});
