// Guards: only the gateway beside the control socket is believed, and only as far as its lines are valid. A broken connection means
// that every sandbox opened on it has lost its way out for good; they are reported as lost, never silently opened again.
import { connect, type Socket } from "node:net";
import { dirname, resolve as resolvePath } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lineCutter } from "#egress/lines.ts";
import {
  type EgressContact,
  type EgressEvent,
  type EgressPolicy,
  type EgressRequest,
  eventSchema,
  MAX_LINE_BYTES,
  requestSchema,
} from "#egress/protocol.ts";
import { AppError } from "#lib/errors.ts";

/** The runner's connection to the egress gateway. It connects again by itself when the gateway was restarted. */
export interface EgressClient {
  /** Opens a way out for a sandbox and gives the path of its socket. Until `assign` everything is refused there. */
  readonly open: (sandbox: string) => Promise<string>;
  /** Sets what the sandbox may reach, once; resolves when it holds. */
  readonly assign: (sandbox: string, policy: EgressPolicy) => Promise<void>;
  /** Ends the sandbox's socket and connections; resolves when all its contacts were reported. Never rejects. */
  readonly close: (sandbox: string) => Promise<void>;
  /** Hears of each contact. Host names are the action's words and may hold a secret: redact before storing. Returns the way to stop. */
  readonly onContact: (listener: (contact: EgressContact) => void) => () => void;
  /** Hears of sandboxes whose way out is gone because the gateway is. Their runs and the warm pool must not go on. */
  readonly onLost: (listener: (sandboxes: readonly string[]) => void) => () => void;
  /** Hears of every new connection after a loss. */
  readonly onReconnected: (listener: () => void) => () => void;
  readonly isConnected: () => boolean;
  /** Disconnects for good; the gateway closes all sandboxes. */
  readonly end: () => Promise<void>;
  /** Resolves when `end` is done. */
  readonly closed: Promise<void>;
}

/** Times in milliseconds. */
export interface EgressClientOptions {
  /** How long the first connection may take, waiting for the gateway to start. Default 10,000. */
  readonly firstConnectMs?: number;
  /** How long a reply may take before the gateway is given up and connected to anew. Default 5,000. */
  readonly replyMs?: number;
  /** The longest pause between two attempts to connect; it starts at a tenth and doubles. Default 1,000. */
  readonly maxBackoffMs?: number;
}

type Refused = Extract<EgressEvent, { type: "refused" }>;

/** A request that waits for its reply. */
interface Pending {
  readonly resolve: (path: string) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Connects to the gateway's control socket. Rejects with UNAVAILABLE when there is no gateway within `firstConnectMs`. */
export async function connectEgress(
  controlSocketPath: string,
  options: EgressClientOptions = {},
): Promise<EgressClient> {
  const { firstConnectMs = 10_000, replyMs = 5000, maxBackoffMs = 1000 } = options;
  const folder = dirname(resolvePath(controlSocketPath));
  const contactListeners = new Set<(contact: EgressContact) => void>();
  const lostListeners = new Set<(sandboxes: readonly string[]) => void>();
  const reconnectedListeners = new Set<() => void>();
  /** Open on the present connection. */
  const sandboxes = new Set<string>();
  const pending = new Map<string, Pending>();
  const ending = new AbortController();

  const settle = (type: EgressRequest["type"], sandbox: string, act: (one: Pending) => void): void => {
    const one = pending.get(`${type} ${sandbox}`);
    if (one === undefined) return;
    pending.delete(`${type} ${sandbox}`);
    clearTimeout(one.timer);
    act(one);
  };

  const receive = (event: EgressEvent): void => {
    const { sandbox } = event;
    switch (event.type) {
      case "contact":
        if (sandboxes.has(sandbox)) for (const listener of contactListeners) listener(event);
        return;
      case "opened":
        // The path is bound into a sandbox: any other socket of this machine there would be a way in.
        if (dirname(event.path) !== folder || !pending.has(`open ${sandbox}`)) {
          socket.destroy();
          return;
        }
        sandboxes.add(sandbox);
        settle("open", sandbox, ({ resolve }) => {
          resolve(event.path);
        });
        return;
      case "assigned":
        settle("assign", sandbox, ({ resolve }) => {
          resolve("");
        });
        return;
      case "closed":
        sandboxes.delete(sandbox);
        settle("close", sandbox, ({ resolve }) => {
          resolve("");
        });
        return;
      case "refused":
        settle(event.request, sandbox, ({ reject }) => {
          reject(refusedError(event));
        });
    }
  };

  const attach = (to: Socket): Promise<void> => {
    const cut = lineCutter(MAX_LINE_BYTES);
    to.on("data", (chunk: Buffer) => {
      const events = readEvents(cut, chunk);
      if (events === undefined) to.destroy();
      else events.forEach(receive);
    });
    return new Promise((resolve) => {
      to.on("error", () => to.destroy()).once("close", () => {
        lose();
        resolve();
      });
    });
  };

  const lose = (): void => {
    const gone = [...sandboxes].filter((sandbox) => !pending.has(`close ${sandbox}`));
    sandboxes.clear();
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(unavailable());
    }
    pending.clear();
    if (gone.length > 0 && !ending.signal.aborted) for (const listener of lostListeners) listener(gone);
  };

  const request = (message: EgressRequest): Promise<string> =>
    new Promise((resolve, reject) => {
      const key = `${message.type} ${message.sandbox}`;
      if (!requestSchema.safeParse(message).success) {
        reject(new AppError("INVALID", "The request to the egress gateway is malformed."));
      } else if (socket.destroyed) {
        reject(unavailable());
      } else if (pending.has(key)) {
        reject(new AppError("CONFLICT", "The egress gateway is already doing that."));
      } else {
        const timer = setTimeout(() => socket.destroy(), replyMs);
        pending.set(key, { resolve, reject, timer });
        socket.write(`${JSON.stringify(message)}\n`);
      }
    });

  const stayConnected = async (): Promise<void> => {
    let lost = attach(socket);
    for (;;) {
      await lost;
      // A gateway that accepts and hangs up at once must not be asked in a tight loop.
      await sleep(maxBackoffMs / 10, undefined, { signal: ending.signal }).catch(() => undefined);
      const again = await connectPatiently(controlSocketPath, maxBackoffMs, ending.signal);
      if (again === undefined) return;
      socket = again;
      if (ending.signal.aborted) socket.destroy();
      lost = attach(socket);
      for (const listener of reconnectedListeners) listener();
    }
  };

  const deadline = AbortSignal.timeout(firstConnectMs);
  const first = await connectPatiently(controlSocketPath, maxBackoffMs, deadline);
  if (first === undefined) throw unavailable();
  let socket: Socket = first;
  const closed = stayConnected();

  return {
    open: (sandbox) => request({ type: "open", sandbox }),
    assign: async (sandbox, policy) => {
      await request({ type: "assign", sandbox, policy });
    },
    close: async (sandbox) => {
      // It can only fail because the sandbox is not open or the gateway is gone, and then it is closed.
      await request({ type: "close", sandbox }).catch(() => undefined);
    },
    onContact: (listener) => subscribe(contactListeners, listener),
    onLost: (listener) => subscribe(lostListeners, listener),
    onReconnected: (listener) => subscribe(reconnectedListeners, listener),
    isConnected: () => !socket.destroyed,
    end: async () => {
      ending.abort();
      socket.destroy();
      await closed;
    },
    closed,
  };
}

/** Tries until it succeeds, with growing pauses. Undefined when the signal aborts first. */
async function connectPatiently(
  path: string,
  maxBackoffMs: number,
  signal: AbortSignal,
): Promise<Socket | undefined> {
  let pause = maxBackoffMs / 10;
  while (!signal.aborted) {
    const socket = await connectOnce(path);
    if (socket !== undefined) return socket;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, maxBackoffMs);
  }
  return undefined;
}

function connectOnce(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const fail = (): void => {
      resolve(undefined);
    };
    socket.once("error", fail).once("connect", () => {
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

/** The events in a chunk, or undefined when any line is not one. */
function readEvents(cut: (chunk: Buffer) => string[], chunk: Buffer): readonly EgressEvent[] | undefined {
  try {
    return cut(chunk).map((line) => eventSchema.parse(JSON.parse(line)));
  } catch {
    return undefined;
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function unavailable(): AppError {
  return new AppError("UNAVAILABLE", "The egress gateway is not running.");
}

function refusedError({ code }: Refused): AppError {
  if (code === "bad-policy")
    return new AppError("INVALID", "The list of allowed hosts has an entry that is not host:port.");
  if (code === "cannot-listen" || code === "too-many-sandboxes") return unavailable();
  return new AppError("CONFLICT", `The egress gateway refused: ${code}.`);
}
