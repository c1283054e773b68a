import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A gateway as its own process, started as in production. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly controlPath: string;
  /** What it wrote to stdout and stderr so far. */
  readonly output: () => string;
}

/** Starts `node egress/main.ts` with nothing in its environment but the given settings; resolves when it is ready or has ended. */
export async function startGatewayProcess(
  settings: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts")], {
    // Next's types declare NODE_ENV as always there; here the environment is empty but for the settings.
    env: settings as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("egress gateway ready")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  });
  await Promise.race([ready, once(child, "close")]);
  return { child, controlPath: join(settings.TACIT_EGRESS_DIR ?? "", "control.sock"), output: () => output };
}

/** Ends it and waits; gives its exit status. */
export async function stopGatewayProcess(
  { child }: GatewayProcess,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, "close");
  }
  return child.exitCode;
}
