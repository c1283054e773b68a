// Guards: every byte of a request comes from a hostile sandbox; what is not exactly a CONNECT request (RFC 9110 §9.3.6) is refused.
import { parseHost, splitPort, type Target } from "#egress/target.ts";

/** The longest request that is read, its empty line included, in bytes. */
export const MAX_REQUEST_BYTES = 4096;

/** What the bytes seen so far are. `rest` is what came after the request: the first bytes for the other side. */
export type ConnectRequest =
  | { readonly kind: "incomplete" }
  | { readonly kind: "refused"; readonly reason: "bad-request" | "bad-host" }
  | { readonly kind: "target"; readonly target: Target; readonly rest: Buffer };

const REQUEST_LINE = /^CONNECT ([\x21-\x7e]{1,262}) HTTP\/1\.1$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t\x20-\x7e]*$/;
/** A CONNECT request has no content; a header that announces one is an attempt to be read in two ways (RFC 9112 §6). */
const CONTENT_HEADERS = new Set(["content-length", "transfer-encoding"]);

const BAD_REQUEST = { kind: "refused", reason: "bad-request" } as const;

/** Reads a CONNECT request from all bytes received so far. Pure: it may be called again with more bytes. */
export function parseConnectRequest(received: Buffer): ConnectRequest {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return received.length < MAX_REQUEST_BYTES ? { kind: "incomplete" } : BAD_REQUEST;
  if (end + 4 > MAX_REQUEST_BYTES) return BAD_REQUEST;
  // latin1 keeps one character per byte, so that the patterns below judge bytes.
  const [requestLine = "", ...headerLines] = received.toString("latin1", 0, end).split("\r\n");
  for (const line of headerLines) {
    const name = HEADER_LINE.exec(line)?.[1];
    if (name === undefined || CONTENT_HEADERS.has(name.toLowerCase())) return BAD_REQUEST;
  }
  const authority = splitPort(REQUEST_LINE.exec(requestLine)?.[1] ?? "");
  if (authority === undefined) return BAD_REQUEST;
  const host = parseHost(authority.host);
  if (host === undefined) return { kind: "refused", reason: "bad-host" };
  return { kind: "target", target: { host, port: authority.port }, rest: received.subarray(end + 4) };
}
