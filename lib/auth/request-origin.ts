import "server-only";
import { headers } from "next/headers";
import { clientAddress } from "#lib/auth/client-address.ts";
import { trustedProxies } from "#lib/auth/web-settings.ts";
import { PEER_HEADER } from "#lib/server/peer-address.ts";

/** Where a request came from, as far as it can be believed. */
export interface RequestOrigin {
  /** An IP address, or "unknown". */
  readonly address: string;
  /** What the browser calls itself, cut to 300 characters: shown to its own person only. */
  readonly userAgent: string | null;
}

/** The origin of the request being answered. */
export async function requestOrigin(): Promise<RequestOrigin> {
  const sent = await headers();
  return {
    address: clientAddress(sent.get(PEER_HEADER), sent.get("x-forwarded-for"), trustedProxies()),
    userAgent: sent.get("user-agent")?.slice(0, 300) ?? null,
  };
}
