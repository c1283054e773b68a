import { expect, test } from "#e2e/fixtures.ts";
import { createAction, shownRun } from "#e2e/pages/actions.ts";

// In a file of its own: it takes a minute of one worker's time, and next to nothing of the machine's.
test("code that never ends is timed out after its minute", async ({ as, workspace }) => {
  const owner = await as("owner");
  const code = `import threading\nprint("begun")\nthreading.Event().wait()\n`;
  await createAction(owner, workspace, { name: "Endless", code });
  await owner.getByRole("button", { name: "Run", exact: true }).click();
  const { status, log } = shownRun(owner);
  await expect(status).toHaveText("Timed out", { timeout: 90_000 });
  await expect(log).toHaveText("begun");
  await expect(owner.getByText("The run took longer than 60 seconds and was stopped.")).toBeVisible();
});
