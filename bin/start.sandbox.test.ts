// What `npm start` promises of its processes, with all of them real but web.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "#bin/postgres.mjs";
import { descendants, isAlive } from "#runner/testing/runner-process.ts";

const program = join(import.meta.dirname, "testing/start-stand-in.mjs");
const kinds = {
  PostgreSQL: "native/bin/postgres",
  web: "tacit-web",
  egress: "tacit-egress",
  runner: "runner/main.ts",
};

interface Start {
  child: ChildProcess;
  pid: number;
  output: () => string;
}

function start(env: Record<string, string>): Start {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, pid: child.pid!, output: () => output };
}

/** Looks until what must happen has; the test's own time limit ends it in vain. The pause leaves the machine to the others. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}

async function ready(system: Start): Promise<void> {
  await until(() => system.output().includes("Set it up:") || system.child.exitCode !== null);
  expect(system.output()).toContain("Set it up:");
}

/** The process of one kind that the start itself has launched. */
function find(pid: number, mark: string): number | undefined {
  return descendants(pid).find((child) => {
    try {
      const parent = Number(readFileSync(`/proc/${child}/status`, "utf8").match(/^PPid:\s+(\d+)/m)?.[1]);
      return parent === pid && readFileSync(`/proc/${child}/cmdline`, "utf8").includes(mark);
    } catch {
      return false;
    }
  });
}

const folders: string[] = [];
async function place(): Promise<Record<string, string>> {
  const home = mkdtempSync(join(tmpdir(), "tacit-start-"));
  folders.push(home);
  // PostgreSQL's own account goes through.
  chmodSync(home, 0o711);
  return { TACIT_DATA_DIR: join(home, "data"), PORT: String(await freePort(undefined)) };
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("a running Tacit", () => {
  let env: Record<string, string>;
  let system: Start;
  beforeAll(async () => {
    env = await place();
    system = start(env);
    await ready(system);
  });
  afterAll(() => {
    system.child.kill("SIGKILL");
  });

  test("says where it is and how to set it up, in these words", () => {
    const url = `http://127.0.0.1:${env["PORT"]}`;
    expect(system.output()).toMatch(
      new RegExp(`^Tacit is ready: ${url}\nSet it up: ${url}/setup\\?code=\\S{20,}\n$`, "m"),
    );
  });

  test("a second start on its data folder is refused in one line", async () => {
    const second = start({ ...env, PORT: String(await freePort(undefined)) });
    await once(second.child, "close");
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toMatch(/^Tacit already runs on the data folder [^\n]*\n$/);
  });

  test.each(Object.entries(kinds))("%s is started again when it crashes", async (name, mark) => {
    const first = find(system.pid, mark)!;
    process.kill(first, "SIGKILL");
    await until(() => (find(system.pid, mark) ?? first) !== first);
    expect(system.output()).toContain(`${name} ended unexpectedly (SIGKILL); starting it again.`);
  });

  test("SIGTERM ends all of it, with a clean database", async () => {
    await until(
      () =>
        readFileSync(join(env["TACIT_DATA_DIR"]!, "logs/runner.log"), "utf8").split("is ready").length > 2,
    );
    const all = descendants(system.pid);
    expect(all.length).toBeGreaterThan(4);
    system.child.kill("SIGTERM");
    await once(system.child, "close");
    expect(system.child.exitCode).toBe(0);
    expect(all.filter(isAlive)).toEqual([]);
    const log = readFileSync(join(env["TACIT_DATA_DIR"]!, "logs/postgres.log"), "utf8");
    expect(log.trimEnd().split("\n").at(-1)).toContain("database system is shut down");
    expect(existsSync(join(env["TACIT_DATA_DIR"]!, "postgres/postmaster.pid"))).toBe(false);
  });
});

test("killed without warning it leaves no process behind, and starts again", async () => {
  const env = await place();
  const first = start(env);
  await ready(first);
  const all = descendants(first.pid);
  first.child.kill("SIGKILL");
  await until(() => !all.some(isAlive));
  const sockets = readFileSync(join(env["TACIT_DATA_DIR"]!, "sockets"), "utf8");
  expect(existsSync(sockets)).toBe(true);
  const second = start(env);
  await ready(second);
  expect(existsSync(sockets)).toBe(false);
  second.child.kill("SIGTERM");
  await once(second.child, "close");
  expect(second.child.exitCode).toBe(0);
});

describe("what cannot work is one line and status 1, and nothing is written", () => {
  test("a taken port", async () => {
    const env = await place();
    const server = createServer().listen(Number(env["PORT"]), "127.0.0.1");
    await once(server, "listening");
    const { child, output } = start(env);
    await once(child, "close");
    server.close();
    expect([child.exitCode, output()]).toEqual([
      1,
      expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is taken[^\n]*\n$/),
    ]);
    expect(existsSync(env["TACIT_DATA_DIR"]!)).toBe(false);
  });

  test("a database that does not answer", async () => {
    const env = await place();
    const url = `postgres://owner:not-to-be-seen@127.0.0.1:${await freePort(undefined)}/tacit`;
    const { child, output } = start({ ...env, DATABASE_URL: url });
    await once(child, "close");
    expect([child.exitCode, output()]).toEqual([
      1,
      expect.stringMatching(/^The database at 127\.0\.0\.1:\d+ cannot be reached[^\n]*\n$/),
    ]);
    expect(output()).not.toContain("not-to-be-seen");
    expect(existsSync(env["TACIT_DATA_DIR"]!)).toBe(false);
  });

  test("a data folder that cannot be", async () => {
    const { child, output } = start({ ...(await place()), TACIT_DATA_DIR: "/proc/tacit" });
    await once(child, "close");
    expect([child.exitCode, output()]).toEqual([
      1,
      expect.stringMatching(/^The data folder \/proc\/tacit cannot be written[^\n]*\n$/),
    ]);
  });

  test("a key that is missing beside existing data", async () => {
    const env = await place();
    const first = start(env);
    await ready(first);
    first.child.kill("SIGTERM");
    await once(first.child, "close");
    rmSync(join(env["TACIT_DATA_DIR"]!, "keys/opening.json"));
    const second = start(env);
    await once(second.child, "close");
    expect([second.child.exitCode, second.output()]).toEqual([
      1,
      expect.stringMatching(/^The opening key [^\n]*\n$/),
    ]);
    expect(descendants(second.pid)).toEqual([]);
    expect(readdirSync(join(env["TACIT_DATA_DIR"]!, "keys"))).not.toContain("opening.json");
  });
});
