import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { installDebianPackages } from "#bin/debian-packages.mjs";
import { makeAuthority } from "#e2e/system/authority.ts";
import { chooseCanary } from "#e2e/system/canaries.ts";
import { freePorts } from "#e2e/system/free-ports.ts";
import { rememberPlace, servicePorts, type ServicePort } from "#e2e/system/place.ts";
import { startRecorder } from "#e2e/system/recorder.ts";

const project = path.resolve(import.meta.dirname, "../..");

/** Starts Tacit as `npm start` does, on a fresh data folder, with a recorder in front of it. Returns how to end it. */
export default async function start(): Promise<() => Promise<void>> {
  ensurePostgresDriver();
  const [webPort = 0, recorderPort = 0, databasePort = 0, ...others] = await freePorts(
    3 + servicePorts.length,
  );
  const ports = Object.fromEntries(servicePorts.map((name, n) => [name, others[n]])) as Record<
    ServicePort,
    number
  >;
  const home = mkdtempSync(path.join(tmpdir(), "tacit-e2e-"));
  const notes = path.join(project, "test-results", "e2e-notes");
  rmSync(notes, { recursive: true, force: true });
  mkdirSync(notes, { recursive: true });
  chooseCanary(notes);
  const dataDir = path.join(home, "data");
  const ownerUrl = chooseDatabase(dataDir, databasePort);
  const { caFile } = makeAuthority(notes, "trusted");
  makeAuthority(notes, "untrusted");

  const recorder = await startRecorder(recorderPort, webPort, path.join(notes, "responses"));
  const url = `http://127.0.0.1:${recorderPort}`;
  // Tacit's own web and database stand on the list too: they are refused whatever it says.
  const allowed = [...Object.values(ports), webPort, recorderPort, databasePort];
  const system = spawn(process.execPath, ["bin/start.mjs"], {
    cwd: project,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: String(webPort),
      TACIT_URL: url,
      TACIT_DATA_DIR: dataDir,
      TACIT_EGRESS_ALLOW: allowed.flatMap((port) => [`127.0.0.1:${port}`, `localhost:${port}`]).join(","),
      TACIT_EXTRA_CA: caFile,
      NODE_ENV: "production",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const setupUrl = await untilReady(system, path.join(notes, "start.log")).catch((error: unknown) => {
    recorder.close();
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  rememberPlace({ url, webPort, setupUrl, dataDir, ownerUrl, databasePort, ports, notes });

  return async () => {
    await end(system);
    recorder.closeAllConnections();
    recorder.close();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Decides port and passwords of the embedded database beforehand, so that its port can be listed as allowed. */
function chooseDatabase(dataDir: string, port: number): string {
  const [owner = "", web = "", runner = ""] = [1, 2, 3].map(() => randomBytes(24).toString("base64url"));
  mkdirSync(dataDir, { mode: 0o711 });
  writeFileSync(path.join(dataDir, "database.json"), JSON.stringify({ port, owner, web, runner }), {
    mode: 0o600,
  });
  return `postgres://tacit_owner:${owner}@127.0.0.1:${port}/tacit`;
}

/** An action of the main job talks to a PostgreSQL: Debian's Python needs its driver for it. */
function ensurePostgresDriver(): void {
  if (spawnSync("/usr/bin/python3", ["-c", "import psycopg2"]).status === 0) return;
  const why = "a browser test's action talks to PostgreSQL";
  if (!installDebianPackages(["python3-psycopg2"], why, (line) => process.stderr.write(`${line}\n`)))
    throw new Error("The browser tests need Debian's python3-psycopg2.");
}

/** Waits for the line with the set-up link, which comes last. */
function untilReady(system: ChildProcess, logFile: string): Promise<string> {
  const log = createWriteStream(logFile);
  let said = "";
  return new Promise((resolve, reject) => {
    for (const stream of [system.stdout, system.stderr])
      stream?.on("data", (chunk: Buffer) => {
        log.write(chunk);
        said += chunk.toString();
        const setUp = /^Set it up: (\S+)$/m.exec(said)?.[1];
        if (setUp !== undefined) resolve(setUp);
      });
    system.on("exit", (status) => {
      reject(new Error(`Tacit did not start (status ${status}): ${said}`));
    });
  });
}

async function end(system: ChildProcess): Promise<void> {
  if (system.exitCode !== null) return;
  const ended = new Promise((resolve) => system.once("exit", resolve));
  system.kill("SIGTERM");
  const status = await ended;
  if (status !== 0) throw new Error(`Tacit ended with status ${String(status)} after SIGTERM.`);
}
