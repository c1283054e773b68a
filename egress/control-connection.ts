// Guards: a sandbox lives no longer than the runner's connection that opened it, and no other connection can name it.
import type { Socket } from "node:net";
import { lineCutter } from "#egress/lines.ts";
import { parsePolicy } from "#egress/policy.ts";
import { type EgressEvent, type EgressRequest, MAX_LINE_BYTES, requestSchema } from "#egress/protocol.ts";
import { type GatewayContext, listenForSandbox, type SandboxListener } from "#egress/sandbox-listener.ts";

/** A runner that doesn't read its events is cut off before they fill the gateway's memory. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

type RefusedCode = Extract<EgressEvent, { type: "refused" }>["code"];

/**
 * Serves one runner until its connection ends; everything that it opened is closed then. A line that is not a valid request ends the
 * connection: runner and gateway are released together, so it can only be a mistake or an attack. Requests are answered in order.
 */
export async function serveRunner(
  runner: Socket,
  context: GatewayContext,
  nextPath: () => string,
): Promise<void> {
  const sandboxes = new Map<string, SandboxListener>();
  const cut = lineCutter(MAX_LINE_BYTES);

  const send = (event: EgressEvent): void => {
    if (runner.destroyed) return;
    runner.write(`${JSON.stringify(event)}\n`);
    if (runner.writableLength > MAX_UNREAD_BYTES) runner.destroy();
  };

  const open = async (sandbox: string): Promise<RefusedCode | undefined> => {
    if (sandboxes.has(sandbox)) return "already-open";
    if (sandboxes.size >= context.limits.sandboxesPerRunner) return "too-many-sandboxes";
    try {
      const listener = await listenForSandbox(nextPath(), context, (contact) => {
        send({ type: "contact", sandbox, ...contact });
      });
      sandboxes.set(sandbox, listener);
      send({ type: "opened", sandbox, path: listener.path });
      return undefined;
    } catch {
      return "cannot-listen";
    }
  };

  const assign = (request: Extract<EgressRequest, { type: "assign" }>): RefusedCode | undefined => {
    const listener = sandboxes.get(request.sandbox);
    if (listener === undefined) return "not-open";
    const policy = parsePolicy(request.policy.hosts);
    if (policy === undefined) return "bad-policy";
    if (!listener.assign(policy)) return "already-assigned";
    send({ type: "assigned", sandbox: request.sandbox });
    return undefined;
  };

  const close = async (sandbox: string): Promise<RefusedCode | undefined> => {
    const listener = sandboxes.get(sandbox);
    if (listener === undefined) return "not-open";
    sandboxes.delete(sandbox);
    await listener.close();
    send({ type: "closed", sandbox });
    return undefined;
  };

  const handle = async (request: EgressRequest): Promise<void> => {
    const { type, sandbox } = request;
    const code =
      type === "open" ? await open(sandbox) : type === "assign" ? assign(request) : await close(sandbox);
    if (code !== undefined) send({ type: "refused", sandbox, request: type, code });
  };

  try {
    for await (const chunk of runner) {
      for (const line of cut(chunk as Buffer)) await handle(requestSchema.parse(JSON.parse(line)));
    }
  } finally {
    runner.destroy();
    await Promise.all([...sandboxes.values()].map((listener) => listener.close()));
  }
}
