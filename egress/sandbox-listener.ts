// Guards: until a policy is assigned everything is refused; a sandbox's connections end with it.
import { chmod } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { contactReporter } from "#egress/contacts.ts";
import { dial, type DialWorld } from "#egress/dial.ts";
import type { GatewayLimits } from "#egress/limits.ts";
import type { OperatorRules } from "#egress/operator-rules.ts";
import type { HostPolicy } from "#egress/policy.ts";
import type { EgressContact, EgressReason } from "#egress/protocol.ts";
import { readConnectRequest } from "#egress/read-request.ts";
import { hostText, type Target } from "#egress/target.ts";
import { tunnel } from "#egress/tunnel.ts";

/** What every sandbox of a gateway shares. */
export interface GatewayContext {
  readonly rules: OperatorRules;
  readonly world: DialWorld;
  readonly limits: GatewayLimits;
}

/** One sandbox's way out. */
export interface SandboxListener {
  readonly path: string;
  /** Sets the policy, once. False when there is one already: a run's policy doesn't change under it. */
  readonly assign: (policy: HostPolicy) => boolean;
  /** Ends listener and connections at once; resolves when all of them are reported. Nothing is reported afterwards. */
  readonly close: () => Promise<void>;
}

/** Listens for one sandbox on `path`, a socket that any user may connect to who can reach it. Rejects when it can't listen. */
export async function listenForSandbox(
  path: string,
  context: GatewayContext,
  report: (contact: Omit<EgressContact, "type" | "sandbox">) => void,
): Promise<SandboxListener> {
  const { rules, world, limits } = context;
  const connections = new Set<Socket>();
  const tunnels = new Set<Promise<void>>();
  let closed = false;
  const contacts = contactReporter(report, {
    perSecond: limits.contactsPerSecond,
    targets: limits.targetsPerSandbox,
  });
  let policy: HostPolicy | undefined;

  const reach = async (target: Target, client: Socket): Promise<void> => {
    const contact = { host: hostText(target.host), port: target.port };
    // Not reported: the bound on targets is what lets every other contact be reported.
    if (!contacts.admit(contact.host, contact.port)) {
      answerError(client, 403, "too-many-hosts");
      return;
    }
    if (policy === undefined) {
      contacts.report({ ...contact, outcome: "denied", reason: "not-assigned" });
      answerError(client, 403, "not-assigned");
      return;
    }
    const gone = new AbortController();
    const onClose = (): void => {
      gone.abort();
    };
    client.once("close", onClose);
    const dialled = await dial(target, policy, rules, world, limits, gone.signal);
    client.off("close", onClose);
    if (closed) {
      if (dialled.outcome === "connected") dialled.socket.destroy();
      return;
    }
    if (dialled.outcome !== "connected") {
      contacts.report({ ...contact, outcome: dialled.outcome, reason: dialled.reason });
      const status = dialled.outcome === "denied" ? 403 : dialled.reason.endsWith("timeout") ? 504 : 502;
      answerError(client, status, dialled.reason);
      return;
    }
    contacts.report({ ...contact, outcome: "connected" });
    if (client.destroyed) {
      dialled.socket.destroy();
      contacts.report({ ...contact, outcome: "connected", bytesOut: 0, bytesIn: 0 });
      return;
    }
    connections.add(dialled.socket);
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    const ended = tunnel(client, dialled.socket, limits.idleMs).then((bytes) => {
      connections.delete(dialled.socket);
      contacts.report({ ...contact, outcome: "connected", ...bytes });
    });
    tunnels.add(ended);
    await ended;
    tunnels.delete(ended);
  };

  const serve = async (client: Socket): Promise<void> => {
    // A request without a valid host is answered but not reported: there is nothing to name but the sandbox's own bytes.
    const request = await readConnectRequest(client, limits.requestMs);
    if (request === undefined) client.destroy();
    else if (request.kind === "refused")
      answerError(client, request.reason === "bad-host" ? 403 : 400, request.reason);
    else await reach(request.target, client);
  };

  let clients = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on("error", () => client.destroy());
    if (clients >= limits.connectionsPerSandbox) {
      answerError(client, 403, "too-many-connections");
      return;
    }
    clients += 1;
    connections.add(client);
    client.once("close", () => {
      clients -= 1;
      connections.delete(client);
    });
    serve(client).catch(() => client.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    // The handler stays: an error after listening must not end the process, and a settled promise ignores it.
    server.on("error", reject).listen({ path, backlog: 128 }, resolve);
  });
  // Its folder is closed to others; a sandbox, which is another user, sees this one file alone.
  await chmod(path, 0o666);

  return {
    path,
    assign: (given) => {
      if (policy !== undefined) return false;
      policy = given;
      return true;
    },
    close: async () => {
      closed = true;
      server.close();
      for (const socket of connections) socket.destroy();
      await Promise.all(tunnels);
      contacts.flush();
    },
  };
}

const STATUS_TEXT = {
  400: "Bad Request",
  403: "Forbidden",
  502: "Bad Gateway",
  504: "Gateway Timeout",
} as const;

/** Answers and closes, without waiting for the sandbox to read on or to end its side. */
function answerError(client: Socket, status: keyof typeof STATUS_TEXT, reason: EgressReason): void {
  client.write(`HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\nX-Tacit-Reason: ${reason}\r\n\r\n`);
  client.destroySoon();
}
