// The runner's process. It holds the opening key and nobody else does; what goes wrong at its start is one line and exit status 1.
import { connect, type Connection } from "#db/connect.ts";
import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { keyChecks } from "#db/schema/index.ts";
import { AppError } from "#lib/errors.ts";
import { KeyError } from "#lib/keys/key-error.ts";
import { connectEgress } from "#runner/egress-client.ts";
import { parseSettings, SettingsError } from "#runner/env.ts";
import { proveOpeningKey } from "#runner/keys/opening-check.ts";
import { loadOpeningRing, type OpeningRing } from "#runner/keys/opening-ring.ts";
import { createLog } from "#runner/log.ts";
import { loopbackPorts } from "#runner/loopback-ports.ts";
import { startRunner } from "#runner/runner.ts";
import { checkSandbox } from "#runner/sandbox/check.ts";
import { launchSandbox } from "#runner/sandbox/launch.ts";
import type { SandboxLimits } from "#runner/sandbox/types.ts";

const MIB = 1024 * 1024;
/** What a run may use (README, "Settings"). */
const limits: SandboxLimits = { wallSeconds: 60, memoryBytes: 256 * MIB, processes: 64, tmpBytes: 64 * MIB };
const PYTHON = "/usr/bin/python3";

function explain(raw: unknown): string {
  const error = stripDatabaseError(raw);
  if (error instanceof SettingsError || error instanceof KeyError || error instanceof AppError)
    return error.message;
  if (error instanceof DatabaseError) {
    if (error.sqlState.startsWith("28"))
      return "TACIT_RUNNER_DATABASE_URL: the database refuses this user or password.";
    if (error.sqlState.startsWith("42"))
      return "The database is not migrated to this version, or its grants are not.";
    return `The database can't be reached (${error.sqlState}).`;
  }
  return `The runner can't start (${error instanceof Error ? error.name : "unknown error"}).`;
}

async function proveKeys(connection: Connection, ring: OpeningRing): Promise<void> {
  const { keyId, sealingCheck, openingCheck, retiredAt } = keyChecks;
  await proveOpeningKey(
    ring,
    await connection.db.select({ keyId, sealingCheck, openingCheck, retiredAt }).from(keyChecks),
  );
}

async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  const ring = await loadOpeningRing(process.env);
  const log = createLog("info");
  const connection = connect(settings.databaseUrl, {
    max: Math.max(4, settings.capacity),
    name: "tacit-runner",
  });
  await proveKeys(connection, ring);
  const egress = await connectEgress(settings.egressSocket);
  const ports = loopbackPorts(settings.egressAllow);
  const { capacity, poolSize, extraCa } = settings;
  const runner = await startRunner({
    connection,
    databaseUrl: settings.databaseUrl,
    ring,
    egress,
    launch: (id, egressSocket) =>
      launchSandbox({
        id,
        egressSocket,
        limits,
        loopbackPorts: ports,
        python: PYTHON,
        ...(extraCa === undefined ? {} : { caBundle: extraCa }),
      }),
    checkSandbox,
    limits,
    capacity,
    poolSize,
    log,
  });
  log.info({ runnerId: runner.id, capacity }, "the runner is ready");
  process.send?.("ready");

  const hurry = new AbortController();
  let ending = false;
  const end = (): void => {
    if (ending) {
      hurry.abort();
      return;
    }
    ending = true;
    log.info("the runner drains");
    void runner
      .drain(settings.drainSeconds, hurry.signal)
      .then(() => connection.close())
      .catch((err: unknown) => {
        log.error({ err }, "the runner did not end in order");
      })
      .finally(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // The process that started this one is gone, and nobody else would ever end it.
  process.on("disconnect", end);
}

// Their messages can hold input: a fault is told by its name and frames. A promise that nobody waited for is no reason to end every run.
process.on("unhandledRejection", (err: unknown) => {
  createLog("error").error({ err }, "something failed unnoticed");
});
process.on("uncaughtException", (err: unknown) => {
  createLog("error").fatal({ err }, "the runner failed");
  process.exit(1);
});

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
