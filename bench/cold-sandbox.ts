import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { launchSandbox } from "#runner/sandbox/launch.ts";

const MIB = 1024 * 1024;
const limits = { wallSeconds: 60, memoryBytes: 256 * MIB, processes: 64, tmpBytes: 64 * MIB };

/** Milliseconds of a full sandbox from its cold start to its end, with code that does nothing. */
export async function timeColdSandbox(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "tacit-bench-"));
  const egressSocket = path.join(folder, "gateway.sock");
  // The sandbox wants a way out; nothing uses it.
  const gateway = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve) => gateway.listen(egressSocket, resolve));
  try {
    const began = performance.now();
    const python = "/usr/bin/python3";
    const sandbox = launchSandbox({ id: randomUUID(), egressSocket, limits, loopbackPorts: [], python });
    await sandbox.ready;
    for (const stream of [sandbox.stdout, sandbox.stderr, sandbox.channel]) stream.resume();
    sandbox.start();
    const run = { id: "run", action: "Bench", workspace: "Bench" };
    const start = { type: "start", run, code: "pass\n", filename: "action.py" };
    sandbox.channel.write(`${JSON.stringify(start)}\n`);
    const { cause, exitCode } = await sandbox.ended;
    if (cause !== "exited" || exitCode !== 0) throw new Error(`The cold sandbox ended badly: ${cause}.`);
    return performance.now() - began;
  } finally {
    gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
