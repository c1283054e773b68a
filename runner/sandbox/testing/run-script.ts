import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { launchSandbox } from "#runner/sandbox/launch.ts";
import { fakeGateway, hello, type GatewayChoice } from "#runner/sandbox/testing/fake-gateway.ts";
import type { Sandbox, SandboxEnd, SandboxLimits, SandboxOptions } from "#runner/sandbox/types.ts";

/** Small enough that exhausting them is quick. */
const LIMITS: SandboxLimits = {
  wallSeconds: 30,
  memoryBytes: 128 * 1024 * 1024,
  processes: 64,
  tmpBytes: 16 * 1024 * 1024,
};

interface ScriptOptions {
  limits?: Partial<SandboxLimits>;
  loopbackPorts?: readonly number[];
  caBundle?: string;
  python?: string;
  /** What the gateway serves; everything, with a greeting, unless said otherwise. */
  gateway?: GatewayChoice;
  /** The runner's answer to one request for a secret: a value, or an error's code. */
  secrets?: Readonly<Record<string, { value: string } | { error: string }>>;
  /** Hears of each chunk of the log, to act in the middle of a run. */
  onOutput?: (text: string, sandbox: Sandbox) => void;
}

interface ScriptResult {
  end: SandboxEnd;
  stdout: string;
  stderr: string;
  /** Every line of the channel that was JSON, and under `garbage` every one that was not. */
  messages: Record<string, unknown>[];
  garbage: string[];
  /** What the gateway was asked for. */
  targets: string[];
}

async function collect(stream: Readable, heard: (text: string) => void): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
    heard(String(chunk));
  }
  return text;
}

function answer(message: Record<string, unknown>, secrets: ScriptOptions["secrets"] = {}): object | null {
  if (message["type"] === "names") return { type: "names", id: message["id"], names: Object.keys(secrets) };
  if (message["type"] !== "secret") return null;
  const found = secrets[String(message["name"])] ?? { error: "not_found" };
  const id = message["id"];
  return "value" in found
    ? { type: "secret", id, ok: true, value: Buffer.from(found.value).toString("base64") }
    : { type: "secret", id, ok: false, error: found.error, message: `about ${String(message["name"])}` };
}

/** Options of a sandbox that a test launches itself. */
export function scriptOptions(egressSocket: string, options: ScriptOptions = {}): SandboxOptions {
  return {
    id: randomUUID(),
    egressSocket,
    limits: { ...LIMITS, ...options.limits },
    loopbackPorts: options.loopbackPorts ?? [],
    python: options.python ?? "/usr/bin/python3",
    ...(options.caBundle === undefined ? {} : { caBundle: options.caBundle }),
  };
}

/** Runs an action's code in a sandbox of its own, as a runner would, and gives all that came out of it. */
export async function runScript(code: string, options: ScriptOptions = {}): Promise<ScriptResult> {
  const gateway = await fakeGateway(options.gateway ?? (() => hello));
  const messages: Record<string, unknown>[] = [];
  const garbage: string[] = [];
  try {
    const sandbox = launchSandbox(scriptOptions(gateway.socketPath, options));
    await sandbox.ready;
    const heard = (text: string): void => options.onOutput?.(text, sandbox);
    const outputs = Promise.all([collect(sandbox.stdout, heard), collect(sandbox.stderr, () => undefined)]);
    const lines = createInterface({ input: sandbox.channel });
    lines.on("line", (line) => {
      try {
        const message = JSON.parse(line) as Record<string, unknown>;
        messages.push(message);
        const reply = answer(message, options.secrets);
        if (reply !== null) sandbox.channel.write(`${JSON.stringify(reply)}\n`);
      } catch {
        garbage.push(line);
      }
    });
    sandbox.start();
    const run = { id: "run-1", action: "Sync contacts", workspace: "acme" };
    sandbox.channel.write(`${JSON.stringify({ type: "start", run, code, filename: "Sync contacts.py" })}\n`);
    const end = await sandbox.ended;
    const [stdout, stderr] = await outputs;
    return { end, stdout, stderr, messages, garbage, targets: gateway.targets };
  } finally {
    gateway.close();
  }
}
