// Lock 1: a script that is started as web is started, on a machine where everything runs, reaches neither the keys nor the runner
// nor another database role. The control is the same script, started by the same person outside of the isolation.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { takeDataFolder } from "#bin/data-folder.mjs";
import { freePort } from "#bin/postgres.mjs";
import { project } from "#bin/project.mjs";
import { readSettings } from "#bin/settings.mjs";
import { System } from "#bin/system.mjs";

interface Found {
  uid: number;
  files: Record<string, string>;
  processes: number;
  runnerEnvironment: string;
  runnerMemory: string;
  runnerSignal: string;
  runnerTrace: boolean;
  logins: Record<string, boolean>;
  ownLogin: boolean;
  environment: string[];
}

const source = readFileSync(join(project, "bin/testing/probe.mjs"), "utf8");
const script = ["--input-type=module", "--eval", source];
const dataDir = mkdtempSync(join(tmpdir(), "tacit-isolation-"));
const said: string[] = [];
let system: System;
let inside: Found;
let outside: Found;

/** The runner that this test's own system started: two processes down, because setpriv has become it. */
function findRunner(): number {
  const { stdout } = spawnSync("pgrep", ["-P", String(process.pid), "-f", "runner/main.ts"], {
    encoding: "utf8",
  });
  return Number.parseInt(stdout);
}

beforeAll(async () => {
  chmodSync(dataDir, 0o711);
  const port = await freePort(undefined);
  const settings = readSettings({ PORT: String(port), TACIT_DATA_DIR: dataDir }, project);
  await takeDataFolder(dataDir);
  system = new System(settings, (line) => said.push(line), script);
  await system.start();

  const database = JSON.parse(readFileSync(join(dataDir, "database.json"), "utf8")) as {
    port: number;
    web: string;
  };
  const address = `postgres://nobody@127.0.0.1:${database.port}/tacit`;
  const targets = { dataDir, project, home: homedir(), runner: findRunner(), database: address };
  const query = encodeURIComponent(JSON.stringify(targets));
  const response = await fetch(`http://127.0.0.1:${port}/?targets=${query}`);
  inside = (await response.json()) as Found;
  const control = spawnSync(process.execPath, script, {
    cwd: project,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      PROBE_TARGETS: JSON.stringify(targets),
      TACIT_WEB_DATABASE_URL: `postgres://tacit_web:${database.web}@127.0.0.1:${database.port}/tacit`,
    },
  });
  outside = JSON.parse(control.stdout) as Found;
});

afterAll(async () => {
  await system.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("the isolation is on, and nobody is told otherwise", () => {
  expect(said.filter((line) => line.includes("not isolated"))).toEqual([]);
});

test("no file of the data folder, of a home or of this project's history can be read", () => {
  const blocked = Object.entries(inside.files).filter(([, outcome]) =>
    ["ENOENT", "EACCES"].includes(outcome),
  );
  expect(Object.fromEntries(blocked)).toEqual(inside.files);
  // Outside all of them that exist are open to whoever started it.
  expect(outside.files).toMatchObject({
    [join(dataDir, "keys/opening.json")]: "done",
    [join(dataDir, "keys/sealing.json")]: "done",
    [join(dataDir, "database.json")]: "done",
    [join(dataDir, "logs/runner.log")]: "done",
    [dataDir]: "done",
    [homedir()]: "done",
    [join(project, "bin")]: "done",
  });
});

test("the runner is not there: not to see, to read, to signal or to trace", () => {
  // Itself and bubblewrap's process 1.
  expect(inside.processes).toBe(2);
  const nothing = { runnerEnvironment: "ENOENT", runnerMemory: "ENOENT", runnerTrace: false };
  expect(inside).toMatchObject({ ...nothing, runnerSignal: "ESRCH" });
  expect(outside.processes).toBeGreaterThan(2);
  const open = { runnerEnvironment: "done", runnerMemory: "done", runnerSignal: "done", runnerTrace: true };
  expect(outside).toMatchObject(open);
});

test("no other database role can be had", () => {
  expect(inside.ownLogin).toBe(true);
  expect(inside.logins).toEqual({ tacit_owner: false, tacit_runner: false, postgres: false });
  expect(outside.logins).toEqual({ tacit_owner: true, tacit_runner: true, postgres: false });
});

test("its environment holds web's settings and nothing of whoever started it", () => {
  expect(inside.environment).toEqual(
    [
      ..."HOME LANG NEXTAUTH_SECRET NEXTAUTH_URL NEXT_TELEMETRY_DISABLED NODE_ENV PATH PWD".split(" "),
      ..."TACIT_BEHIND_TLS_PROXY TACIT_SEALING_KEY TACIT_TRUSTED_PROXIES TACIT_URL".split(" "),
      ..."TACIT_WEB_DATABASE_URL TACIT_WEB_ISOLATION".split(" "),
    ].sort(),
  );
});

test.runIf(process.getuid?.() === 0)("root's web is not root", () => {
  expect(inside.uid).toBe(61060);
  expect(outside.uid).toBe(0);
});
