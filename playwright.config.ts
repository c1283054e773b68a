import { defineConfig } from "@playwright/test";

const executablePath = process.env["CHROMIUM_PATH"];

/**
 * The promises, checked on the production build with the real processes. Nothing is tried twice: a test that passes only
 * sometimes tells of a fault.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  globalSetup: "./e2e/system/start.ts",
  // One more than two cores: a test waits for a run's minute to be over.
  workers: 3,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // A run may take its whole minute; no test waits longer than that for anything.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "off",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    // The write-only search looks at all that the others left, so it runs when they are through, whatever they found.
    { name: "setup", testMatch: "first-owner.setup.ts", teardown: "write-only" },
    {
      name: "promises",
      testMatch: "*.spec.ts",
      testIgnore: "secret-is-write-only.spec.ts",
      dependencies: ["setup"],
    },
    { name: "write-only", testMatch: "secret-is-write-only.spec.ts" },
  ],
});
