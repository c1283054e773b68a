import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents, rateLimits, sessions } from "#db/schema/index.ts";
import * as audit from "#lib/audit/record.ts";
import { addressBucket } from "#lib/auth/client-address.ts";
import { hashToken } from "#lib/auth/one-time-token.ts";
import * as passwords from "#lib/auth/password-hash.ts";
import { SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, signInWithPassword } from "#lib/auth/sign-in.ts";
import { newId } from "#lib/ids.ts";
import { pretendAttempts } from "#lib/testing/attempts.ts";
import { auditOf, makePerson } from "#lib/testing/people.ts";

const { db, close } = connect(inject("databaseUrls").web, { max: 4, name: "test-sign-in" });
afterAll(close);

const password = "violet kettle over the moon";
let nextAddress = 0;
/** An address that no other test uses. */
const somewhere = () => ({ address: `2001:db8:${(nextAddress += 1).toString(16)}::1`, userAgent: "Test/1" });
const attemptsOf = async (...buckets: string[]) =>
  (await db.select().from(rateLimits).where(inArray(rateLimits.bucket, buckets))).map(
    ({ attempts }) => attempts,
  );

const verify = vi.spyOn(passwords, "verifyPassword");
const record = vi.spyOn(audit, "recordAuditEvent");
beforeEach(() => {
  verify.mockClear();
});

describe("signing in", () => {
  it("starts a session for the right password, however the email is written", async () => {
    const ada = await makePerson(db, password);
    const origin = somewhere();
    const id = await signInWithPassword(db, { email: `  ${ada.email.toUpperCase()} `, password }, origin);
    expect(await db.select().from(sessions).where(eq(sessions.id, id!))).toMatchObject([
      { userId: ada.userId, ...origin },
    ]);
    expect(await auditOf(db, ada.userId)).toEqual(["session.sign_in success"]);
  });

  it("costs no attempt when it succeeds", async () => {
    const ada = await makePerson(db, password);
    const origin = somewhere();
    for (let time = 0; time <= SIGN_IN_PER_ACCOUNT; time += 1) {
      expect(await signInWithPassword(db, { email: ada.email, password }, origin)).not.toBeNull();
    }
  });
});

describe("a failed sign-in", () => {
  it("is the same for an unknown email and a wrong password: answer, one comparison, one audit event, the counting", async () => {
    const ada = await makePerson(db, password);
    const traces = [];
    for (const email of [ada.email, `${newId()}@example.com`]) {
      verify.mockClear();
      record.mockClear();
      const origin = somewhere();
      const answer = await signInWithPassword(db, { email, password: "wrong wrong wrong" }, origin);
      const counted = await attemptsOf(
        `sign-in:account:${hashToken(email)}`,
        `sign-in:address:${addressBucket(origin.address)}`,
      );
      traces.push({ answer, compared: verify.mock.calls.length, counted, events: record.mock.calls.length });
    }
    expect(traces[0]).toEqual({ answer: null, compared: 1, counted: [1, 1], events: 1 });
    expect(traces[1]).toEqual(traces[0]);
  });

  it("doesn't write the email that was typed into the audit log", async () => {
    const email = `${newId()}@example.com`;
    await signInWithPassword(db, { email, password }, somewhere());
    const rows = await db.select().from(auditEvents).where(eq(auditEvents.kind, "session.sign_in"));
    expect(JSON.stringify(rows)).not.toContain(email);
    expect(JSON.stringify(rows)).toContain("Somebody unknown");
  });
});

describe("guessing", () => {
  it("one account's password is limited, from wherever; even the right one is refused then, uncompared", async () => {
    const ada = await makePerson(db, password);
    const bucket = `sign-in:account:${hashToken(ada.email)}`;
    await pretendAttempts(db, bucket, SIGN_IN_PER_ACCOUNT, 900);
    expect(await signInWithPassword(db, { email: ada.email, password }, somewhere())).toBeNull();
    expect(verify).not.toHaveBeenCalled();
    await pretendAttempts(db, bucket, SIGN_IN_PER_ACCOUNT - 1, 900);
    expect(await signInWithPassword(db, { email: ada.email, password }, somewhere())).not.toBeNull();
  });

  it("any accounts' passwords from one network is limited, and other networks aren't", async () => {
    const ada = await makePerson(db, password);
    const origin = somewhere();
    const neighbour = { ...origin, address: origin.address.replace("::1", "::2") };
    const bucket = `sign-in:address:${addressBucket(origin.address)}`;
    await pretendAttempts(db, bucket, SIGN_IN_PER_ADDRESS, 900);
    expect(await signInWithPassword(db, { email: ada.email, password }, neighbour)).toBeNull();
    expect(verify).not.toHaveBeenCalled();
    // It can't lock people out from there either: nothing of theirs was used up.
    expect(await attemptsOf(`sign-in:account:${hashToken(ada.email)}`)).toEqual([]);
    expect(await signInWithPassword(db, { email: ada.email, password }, somewhere())).not.toBeNull();
  });
});
