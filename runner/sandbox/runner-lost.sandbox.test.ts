import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { processesWith } from "#runner/sandbox/testing/processes-with.ts";

test("when the runner is killed, its sandboxes end with everything in them", async () => {
  // Only in the script's own processes: the marker reaches this runner's argv in two halves.
  const halves = ["tacit-abandoned", "83114"] as const;
  const script = fileURLToPath(new URL("./testing/abandon-sandbox.ts", import.meta.url));
  const runner = spawn(process.execPath, [script, ...halves], { stdio: ["ignore", "pipe", "inherit"] });
  await once(runner.stdout, "data");
  const marker = halves.join("-");
  expect(processesWith(marker).length).toBeGreaterThan(0); // control: it runs
  runner.kill("SIGKILL");
  await once(runner, "exit");
  await vi.waitFor(() => {
    expect(processesWith(marker)).toEqual([]);
  }, 30_000);
});
