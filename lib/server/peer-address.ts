// Invariant: PEER_HEADER holds what the socket says. Whatever a client sent under that name is overwritten before Next sees it.
import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/**
 * The request header that carries the socket's address into Next, which otherwise tells nobody: it fills X-Forwarded-For from
 * the socket only when the client sent none, so that header proves nothing.
 */
export const PEER_HEADER = "x-tacit-peer";

/** From now on, marks each incoming request of this process. Node publishes the channel before any listener runs. */
export function markPeerAddresses(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "";
  });
}
