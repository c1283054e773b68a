import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { embeddedOwner } from "#bin/database.mjs";
import { rememberedDatabase } from "#bin/data-folder.mjs";
import { freePort } from "#bin/postgres.mjs";
import { project } from "#bin/project.mjs";

/** How long a start may take, the build included. */
const START_MS = 300_000;
const STOP_MS = 15_000;

/** Tacit, running as `npm start` runs it. */
export interface Product {
  readonly url: string;
  /** The address of /setup with its one-time code; null once there is an owner. */
  readonly setupUrl: string | null;
  /** The owner's address of the embedded database. */
  readonly databaseUrl: string;
  /** Milliseconds from the command until it said that it was ready and /api/health answered 200. */
  readonly readyAfter: number;
  /** Asks it to end and waits until it has. Resolves to the milliseconds that it took. */
  readonly stop: () => Promise<number>;
}

const running = new Set<Product>();

/** Stops whatever still runs. */
export async function stopProducts(): Promise<void> {
  await Promise.allSettled([...running].map((product) => product.stop()));
}

/** A data folder that is removed when `work` is done, and a free port of loopback for web. */
export async function withDataFolder(work: (dataDir: string, port: number) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "tacit-bench-"));
  // As the default folder is: PostgreSQL's own account must get through.
  chmodSync(folder, 0o711);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", remove);
  try {
    await work(path.join(folder, "data"), await freePort(undefined));
  } finally {
    await stopProducts();
    remove();
    process.off("exit", remove);
  }
}

/** Runs `npm start` on a data folder of its own and waits until it is ready. Throws with its last lines when it is not. */
export async function startProduct(dataDir: string, port: number): Promise<Product> {
  const url = `http://127.0.0.1:${port}`;
  const env = { ...withoutSettings(process.env), PORT: String(port), TACIT_DATA_DIR: dataDir };
  const began = performance.now();
  const child = spawn("npm", ["start"], {
    cwd: project,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  const exited = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      said += error.message;
      resolve();
    });
    child.once("close", () => {
      resolve();
    });
  });
  const saidReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said += String(chunk);
        if (said.includes(`Tacit is ready: ${url}\n`)) resolve();
      });
    }
  });
  const stop = async (): Promise<number> => {
    const since = performance.now();
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      process.kill(-child.pid, "SIGTERM");
    const ended = await Promise.race([exited.then(() => true), sleep(STOP_MS, false, { ref: false })]);
    running.delete(product);
    if (!ended) throw new Error(`npm start did not end within ${STOP_MS / 1000} s.`);
    return performance.now() - since;
  };
  let product: Product = { url, setupUrl: null, databaseUrl: "", readyAfter: NaN, stop };
  running.add(product);
  const late = sleep(START_MS, "late", { ref: false });
  const first = await Promise.race([saidReady.then(() => "ready"), exited.then(() => "ended"), late]);
  if (first !== "ready") throw new Error(`npm start did not become ready:\n${said.slice(-2000)}`);
  await untilHealthy(url);
  const readyAfter = performance.now() - began;
  running.delete(product);
  const memory = rememberedDatabase(dataDir);
  product = {
    url,
    setupUrl: /^Set it up: (\S+)$/m.exec(said)?.[1] ?? null,
    databaseUrl: embeddedOwner(memory, memory.port ?? 0),
    readyAfter,
    stop,
  };
  running.add(product);
  return product;
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if ((await fetch(`${url}/api/health`)).status === 200) return;
    await sleep(10);
  }
  throw new Error("/api/health does not answer 200.");
}

/** This process's environment without what would point Tacit at somebody's own database, keys or port. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(TACIT_|DATABASE_URL$|HOST$|PORT$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name))) as NodeJS.ProcessEnv;
}
