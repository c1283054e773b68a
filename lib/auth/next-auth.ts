import "server-only";
import NextAuth, { type NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { recordAuditEvent } from "#lib/audit/record.ts";
import { requestOrigin } from "#lib/auth/request-origin.ts";
import { endSession, findSession, SESSION_SECONDS } from "#lib/auth/sessions.ts";
import { signInWithPassword } from "#lib/auth/sign-in.ts";
import { cookieName, isServedByHttps, sessionSecret, webOrigin } from "#lib/auth/web-settings.ts";
import { webDatabase } from "#lib/server/database.ts";
import { log } from "#lib/server/log.ts";
import { toFailure } from "#lib/server/result.ts";

/** A route handler of next-auth's: it needs the path's segments after /api/auth. */
type Handler = (request: Request, context: { params: Promise<{ nextauth: string[] }> }) => Promise<Response>;

function cookie(kind: "session" | "csrf" | "callback") {
  return {
    name: cookieName(kind),
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: isServedByHttps() },
  };
}

function options(): NextAuthOptions {
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    cookies: { sessionToken: cookie("session"), csrfToken: cookie("csrf"), callbackUrl: cookie("callback") },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        // What next-auth calls the user is our session: the token carries its id and nothing about the person.
        authorize: async (given) => {
          if (typeof given?.email !== "string" || typeof given.password !== "string") return null;
          try {
            const sessionId = await signInWithPassword(webDatabase(), given, await requestOrigin());
            return sessionId === null ? null : { id: sessionId };
          } catch (error) {
            // Logged by its code. Thrown, next-auth would put its message, which can quote input, into an address.
            toFailure(error);
            return null;
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => ({ sid: (user as { id: string } | undefined)?.id ?? token["sid"] }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token["sid"] === "string") await signOutSession(token["sid"]);
      },
    },
    // next-auth's own logger prints what it is given, and that can be input.
    logger: {
      error: (code) => {
        log.error({ code }, "next-auth");
      },
      warn: (code) => {
        log.warn({ code }, "next-auth");
      },
      debug: () => undefined,
    },
  };
}

/** Ends one session for good, audited; nothing when it had ended. */
export async function signOutSession(sessionId: string): Promise<void> {
  const db = webDatabase();
  const owner = await findSession(db, sessionId);
  if (owner === null) return;
  await db.transaction(async (tx) => {
    if (!(await endSession(tx, owner.userId, sessionId))) return;
    const actor = { type: "person", id: owner.userId, name: owner.name } as const;
    await recordAuditEvent(tx, { workspaceId: null, actor, kind: "session.sign_out", outcome: "success" });
  });
}

/** Lets next-auth answer a request to /api/auth/<segments>. */
export async function answerWithNextAuth(request: Request, segments: string[]): Promise<Response> {
  // next-auth learns its own origin from this variable only; the request's Host isn't believed.
  process.env["NEXTAUTH_URL"] = webOrigin();
  const handler = NextAuth(options()) as Handler;
  return handler(request, { params: Promise.resolve({ nextauth: segments }) });
}
