// The keys' commands: `prove --data-dir D` before a migration, `ensure --data-dir D` after the first one, `export runner --data-dir D` for another machine's runner.
// The database is the one of DATABASE_URL, which holds a password and so never stands in argv. An expected failure is one line on stderr and exit status 1.

import { parseArgs } from "node:util";

import postgres from "postgres";

import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { KeyError } from "#lib/keys/key-error.ts";
import { ensureKeys, proveKeys } from "#runner/keys/ensure-keys.ts";
import { keyFilesIn } from "#runner/keys/key-files.ts";
import { exportRunnerBundle } from "#runner/keys/runner-bundle.ts";

const USAGE =
  "Usage: keys prove|ensure|export runner [--data-dir <folder>] (DATABASE_URL names the database)";

async function run(args: string[]): Promise<string> {
  const { values, positionals } = parseCommand(args);
  const dataDir = values["data-dir"] ?? process.env.TACIT_DATA_DIR ?? "./data";
  switch (positionals.join(" ")) {
    case "prove":
      return withOwner((sql) => prove(sql, dataDir));
    case "ensure":
      return withOwner((sql) => ensure(sql, dataDir));
    case "export runner":
      process.stderr.write(
        "This line opens every secret. Set it as TACIT_OPENING_KEY on the runner's machine only.\n",
      );
      return `${await exportRunnerBundle(dataDir, process.env)}\n`;
    default:
      throw new KeyError(USAGE);
  }
}

function parseCommand(args: string[]): {
  values: { "data-dir"?: string | undefined };
  positionals: string[];
} {
  try {
    return parseArgs({ args, options: { "data-dir": { type: "string" } }, allowPositionals: true });
  } catch {
    throw new KeyError(USAGE);
  }
}

async function withOwner(work: (sql: postgres.Sql) => Promise<string>): Promise<string> {
  const url = process.env.DATABASE_URL ?? "";
  if (url === "") throw new KeyError("DATABASE_URL is not set.");
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Prints "none yet" where there is no key check to prove anything against. */
async function prove(sql: postgres.Sql, dataDir: string): Promise<string> {
  return (await proveKeys(sql, { dataDir, env: process.env })) ? "" : "none yet\n";
}

async function ensure(sql: postgres.Sql, dataDir: string): Promise<string> {
  const outcome = await ensureKeys(sql, { dataDir, env: process.env });
  if (outcome === "proven") return "";
  const { directory } = keyFilesIn(dataDir);
  return outcome === "made"
    ? `New keys are in ${directory}. Back them up apart from the database: without them no secret can be opened.\n`
    : "The keys that were there are this database's now.\n";
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  const known = stripDatabaseError(error);
  process.stderr.write(
    known instanceof KeyError
      ? `${known.message}\n`
      : known instanceof DatabaseError
        ? `The keys can't be checked: ${known.message}.\n`
        : "The keys can't be checked: an unexpected error.\n",
  );
  process.exitCode = 1;
}
