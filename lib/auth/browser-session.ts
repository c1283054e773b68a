import "server-only";
import { cookies } from "next/headers";
import { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { answerWithNextAuth, signOutSession } from "#lib/auth/next-auth.ts";
import { findSignedIn } from "#lib/auth/session.ts";
import type { Credentials } from "#lib/auth/sign-in.ts";
import { cookieName, webOrigin } from "#lib/auth/web-settings.ts";

const csrfAnswer = z.object({ csrfToken: z.string() });

/** Sends a request through next-auth within this one, and gives the browser the cookies that it answers with. */
async function ask(path: string, form?: URLSearchParams): Promise<Response> {
  const init = form === undefined ? {} : { method: "POST", body: form };
  const response = await answerWithNextAuth(
    new NextRequest(`${webOrigin()}/api/auth/${path}`, init),
    path.split("/"),
  );
  const jar = await cookies();
  for (const { name, value, ...options } of new NextResponse(null, {
    headers: response.headers,
  }).cookies.getAll()) {
    if (name !== cookieName("callback")) jar.set(name, value, options);
  }
  return response;
}

/** next-auth's token against forged requests. Server actions are guarded already (same origin only); its endpoint wants it, too. */
async function csrfToken(): Promise<string> {
  return csrfAnswer.parse(await (await ask("csrf")).json()).csrfToken;
}

/**
 * Signs this request's browser in, by next-auth's Credentials flow, inside a server action: so the form works without JavaScript
 * and needs no round trips of its own. False for every reason not to.
 */
export async function signInBrowser(given: Credentials): Promise<boolean> {
  const form = new URLSearchParams({ ...given, csrfToken: await csrfToken(), json: "true" });
  return (await ask("callback/credentials", form)).ok;
}

/** Ends this request's session, and has its cookie taken away. Throws when the session could not be ended. */
export async function signOutBrowser(): Promise<void> {
  const signedIn = await findSignedIn();
  // Here, and not only by next-auth's event: there, an error would be logged and the row would stay.
  if (signedIn !== null) await signOutSession(signedIn.sessionId);
  await ask("signout", new URLSearchParams({ csrfToken: await csrfToken(), json: "true" }));
}
