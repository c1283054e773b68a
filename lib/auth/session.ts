import "server-only";
import { decode } from "next-auth/jwt";
import { cookies } from "next/headers";
import { cache } from "react";
import { findSession } from "#lib/auth/sessions.ts";
import { cookieName, sessionSecret } from "#lib/auth/web-settings.ts";
import { webDatabase } from "#lib/server/database.ts";

/** Who sent this request, read from the sessions table. */
export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** The session id that a cookie carries, or null when it was not made with our secret, or is too old. */
async function sessionIdOf(token: string): Promise<string | null> {
  try {
    const claims = await decode({ token, secret: sessionSecret() });
    return typeof claims?.["sid"] === "string" ? claims["sid"] : null;
  } catch {
    return null;
  }
}

/** The person behind this request's cookie, or null when there is no session row (any more). Read once a request. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const token = (await cookies()).get(cookieName("session"))?.value;
  if (token === undefined) return null;
  const sessionId = await sessionIdOf(token);
  return sessionId === null ? null : await findSession(webDatabase(), sessionId);
});
