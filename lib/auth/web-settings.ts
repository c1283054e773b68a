import "server-only";
import type { BlockList } from "node:net";
import { parseTrustedProxies } from "#lib/auth/client-address.ts";

/** The origin under which browsers reach this Tacit, from TACIT_URL. Links are made with it; never from a request's Host. */
export function webOrigin(): string {
  return new URL(process.env["TACIT_URL"] ?? "http://127.0.0.1:3000").origin;
}

/** Whether browsers come by HTTPS: then cookies are kept from any other way. */
export function isServedByHttps(): boolean {
  return webOrigin().startsWith("https://") || process.env["TACIT_BEHIND_TLS_PROXY"] === "1";
}

/** The proxies whose X-Forwarded-For is believed. Throws a plain Error that names a wrong entry. */
export function trustedProxies(): BlockList {
  return parseTrustedProxies(process.env["TACIT_TRUSTED_PROXIES"] ?? "");
}

/**
 * The secret that the session cookie is encrypted with. A thief of the database has the sessions' ids, but without this can't
 * make a cookie of them. Throws a plain Error when it is missing or too short to be random.
 */
export function sessionSecret(): string {
  const secret = process.env["NEXTAUTH_SECRET"] ?? "";
  if (secret.length < 32) throw new Error("NEXTAUTH_SECRET is missing or shorter than 32 characters");
  return secret;
}

/**
 * The cookies' names. Under HTTPS the __Host- prefix makes browsers refuse one that another host or plain HTTP set
 * (RFC 6265bis §4.1.3.2).
 */
export function cookieName(kind: "session" | "csrf" | "callback"): string {
  return isServedByHttps() ? `__Host-tacit-${kind}` : `tacit-${kind}`;
}
