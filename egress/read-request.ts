import type { Socket } from "node:net";
import { type ConnectRequest, parseConnectRequest } from "#egress/connect-request.ts";

/**
 * Reads one CONNECT request from a sandbox and leaves the socket paused, with what followed the request still to be read.
 * Undefined when the sandbox went away, ended early or took longer than `timeoutMs`.
 */
export function readConnectRequest(
  socket: Socket,
  timeoutMs: number,
): Promise<Exclude<ConnectRequest, { kind: "incomplete" }> | undefined> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const finish = (request: Exclude<ConnectRequest, { kind: "incomplete" }> | undefined): void => {
      clearTimeout(timer);
      socket.off("data", onData).off("end", onGone).off("close", onGone);
      socket.pause();
      resolve(request);
    };
    const onGone = (): void => {
      finish(undefined);
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const request = parseConnectRequest(received);
      if (request.kind === "incomplete") return;
      finish(request);
      if (request.kind === "target" && request.rest.length > 0) socket.unshift(request.rest);
    };
    const timer = setTimeout(onGone, timeoutMs);
    socket.on("data", onData).on("end", onGone).on("close", onGone);
  });
}
