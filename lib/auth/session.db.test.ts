import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { findSignedIn } from "#lib/auth/session.ts";
import { endSession } from "#lib/auth/sessions.ts";
import { cookieName } from "#lib/auth/web-settings.ts";
import { webConnection } from "#lib/server/database.ts";
import { makePerson } from "#lib/testing/people.ts";

const jar = new Map<string, string>();
vi.mock("next/headers", () => ({
  cookies: () =>
    Promise.resolve({ get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined) }),
}));

const secret = "a secret of the test that is long enough";
const { db, close } = connect(inject("databaseUrls").web, { max: 2, name: "test-session" });
beforeAll(() => {
  vi.stubEnv("TACIT_WEB_DATABASE_URL", inject("databaseUrls").web);
  vi.stubEnv("NEXTAUTH_SECRET", secret);
});
afterAll(async () => {
  await Promise.all([close(), webConnection().close()]);
  vi.unstubAllEnvs();
});

function carry(token: string | null): void {
  jar.clear();
  if (token !== null) jar.set(cookieName("session"), token);
}

describe("a request's cookie", () => {
  it("signs in as long as its session is there, and not a request longer", async () => {
    const { sessionId, userId, name, email } = await makePerson(db);
    carry(await encode({ token: { sid: sessionId }, secret }));
    expect(await findSignedIn()).toEqual({ sessionId, userId, name, email });
    await endSession(db, userId, sessionId);
    expect(await findSignedIn()).toBeNull();
  });

  it("is nothing without our secret: knowing a session's id is not enough", async () => {
    const { sessionId } = await makePerson(db);
    carry(await encode({ token: { sid: sessionId }, secret: "another secret, just as long as ours" }));
    expect(await findSignedIn()).toBeNull();
  });

  it.each([null, "", "nonsense", "a.b.c.d.e"])("is nothing when it is %j", async (token) => {
    carry(token);
    expect(await findSignedIn()).toBeNull();
  });

  it("is nothing with a token that holds no session, or is too old", async () => {
    const { sessionId, userId } = await makePerson(db);
    carry(await encode({ token: { sub: userId }, secret }));
    expect(await findSignedIn()).toBeNull();
    carry(await encode({ token: { sid: sessionId }, secret, maxAge: -60 }));
    expect(await findSignedIn()).toBeNull();
  });

  it("has the __Host- prefix where browsers come by HTTPS", () => {
    expect(cookieName("session")).toBe("tacit-session");
    vi.stubEnv("TACIT_URL", "https://tacit.example.com");
    expect(cookieName("session")).toBe("__Host-tacit-session");
    vi.stubEnv("TACIT_URL", undefined);
    expect(cookieName("session")).toBe("tacit-session");
    vi.stubEnv("TACIT_BEHIND_TLS_PROXY", "1");
    expect(cookieName("session")).toBe("__Host-tacit-session");
  });
});
