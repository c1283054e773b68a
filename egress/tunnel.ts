import type { Socket } from "node:net";

/** How many bytes went each way, seen from the sandbox. */
interface TunnelBytes {
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/**
 * Carries bytes between a sandbox and a host until both directions have ended, one side breaks, or nothing moves for `idleMs`.
 * Each direction ends on its own (half-close) and waits when its reader is slow (back-pressure). Both sockets need `allowHalfOpen`
 * and are closed when the promise resolves; it never rejects.
 */
export function tunnel(sandbox: Socket, host: Socket, idleMs: number): Promise<TunnelBytes> {
  return new Promise((resolve) => {
    const sockets = [sandbox, host];
    let open = sockets.length;
    const destroyBoth = (): void => {
      for (const socket of sockets) socket.destroy();
    };
    for (const socket of sockets) {
      socket.setTimeout(idleMs, destroyBoth);
      socket.on("error", destroyBoth);
      socket.once("close", (broken) => {
        open -= 1;
        if (open === 0) {
          resolve({ bytesOut: host.bytesWritten, bytesIn: host.bytesRead });
        } else if (broken || !socket.readableEnded) {
          destroyBoth();
        }
      });
      if (socket.destroyed) destroyBoth();
    }
    sandbox.pipe(host);
    host.pipe(sandbox);
  });
}
