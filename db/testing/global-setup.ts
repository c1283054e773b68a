// A real PostgreSQL for the tests, empty but for the migrations: started once, thrown away at the end.
import type { TestProject } from "vitest/node";
import { startTestPostgres, type DatabaseUrls } from "#db/testing/start-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The test database's address for each role; `inject("databaseUrls")` in a test. */
    databaseUrls: DatabaseUrls;
  }
}

/** Vitest's global setup: starts, migrates and provides the database; returns its teardown. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { urls, stop } = await startTestPostgres();
  project.provide("databaseUrls", urls);
  return stop;
}
