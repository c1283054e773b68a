import { defineConfig } from "vitest/config";

// Three kinds of test, told apart by their file name, so that each can run alone:
// unit (pure), db (real PostgreSQL), sandbox (needs bubblewrap and Python).
const resolve = { conditions: ["react-server", "node", "default"] };
const ssr = { resolve };
// drizzle-orm is slow to import without it.
const execArgv = [`--import=${new URL("bin/drizzle-imports.mjs", import.meta.url).href}`];
const exclude = ["node_modules/**", ".next/**", "e2e/**", "data/**"];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
          execArgv,
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.db.test.ts", "**/*.sandbox.test.ts"],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "db",
          execArgv,
          include: ["**/*.db.test.ts"],
          exclude,
          globalSetup: ["db/testing/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "sandbox",
          execArgv,
          include: ["**/*.sandbox.test.ts"],
          exclude,
          globalSetup: ["db/testing/global-setup.ts"],
          // Whole systems start in these; the limit is for what never ends, on a machine that is busy with other things.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
