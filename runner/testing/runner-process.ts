import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGatewayProcess, stopGatewayProcess } from "#egress/testing/gateway-process.ts";

/** A runner as its own process, started as in production. */
export interface RunnerProcess {
  readonly child: ChildProcess;
  /** What it wrote to stdout and stderr so far. */
  readonly output: () => string;
}

/** A gateway process and a folder that both are thrown away with. */
export async function startGateway(settings: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tacit-runner-"));
  const gateway = await startGatewayProcess({ ...settings, TACIT_EGRESS_DIR: folder });
  return {
    socket: gateway.controlPath,
    /** Writes a file that only its owner may read, and gives its path. */
    writeFile: (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o400 });
      return path;
    },
    stop: async () => {
      await stopGatewayProcess(gateway);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts `runner/main.ts` with nothing but these settings; resolves when it is ready or has ended. */
export async function startRunnerProcess(settings: Readonly<Record<string, string>>): Promise<RunnerProcess> {
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", join(import.meta.dirname, "../main.ts")],
    {
      // Next's types declare NODE_ENV as always there; here the environment is empty but for the settings.
      env: settings as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  await Promise.race([once(child, "message"), once(child, "close")]);
  return { child, output: () => output };
}

/** The processes below `pid`, at any depth. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]));
    } catch {
      // It ended meanwhile.
    }
  }
  const below = new Set([pid]);
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const [child, parent] of parents) if (below.has(parent)) below.add(child);
  }
  below.delete(pid);
  return [...below];
}

/** Whether the process still does something; one that waits to be collected doesn't. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
  } catch {
    return false;
  }
}
