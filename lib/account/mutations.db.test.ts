import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { passwordHashes, passwordResets, users } from "#db/schema/index.ts";
import {
  changePassword,
  endOtherSession,
  resetPassword,
  signOutEverywhere,
  updateAccount,
} from "#lib/account/mutations.ts";
import { verifyPassword } from "#lib/auth/password-hash.ts";
import { makeResetLink } from "#lib/auth/reset-cli.ts";
import { findSession, startSession } from "#lib/auth/sessions.ts";
import { pretendAttempts } from "#lib/testing/attempts.ts";
import { auditOf, makePerson } from "#lib/testing/people.ts";

const urls = inject("databaseUrls");
const { db, close } = connect(urls.web, { max: 4, name: "test-account" });
const owner = connect(urls.owner, { max: 1, name: "test-account-owner" });
afterAll(() => Promise.all([close(), owner.close()]));

const current = "violet kettle over the moon";
const next = "a heron reads the tide table";
const elsewhere = { address: "192.0.2.9", userAgent: null };

async function opens(userId: string, password: string): Promise<boolean> {
  const [row] = await db.select().from(passwordHashes).where(eq(passwordHashes.userId, userId));
  return verifyPassword(row?.hash ?? null, password);
}

describe("changing the password", () => {
  it("asks for the current one, and ends the other sessions but not this one", async () => {
    const ada = await makePerson(db, current);
    const other = await startSession(db, ada.userId, elsewhere);
    await changePassword(ada, { currentPassword: current, newPassword: next });
    expect(await opens(ada.userId, next)).toBe(true);
    expect(await opens(ada.userId, current)).toBe(false);
    expect(await findSession(db, other)).toBeNull();
    expect(await findSession(db, ada.sessionId)).not.toBeNull();
    expect(await auditOf(db, ada.userId)).toEqual(["account.password_change success"]);
  });

  it("with a wrong current one changes nothing and is audited", async () => {
    const ada = await makePerson(db, current);
    const attempt = changePassword(ada, { currentPassword: "not it at all", newPassword: next });
    await expect(attempt).rejects.toMatchObject({
      code: "INVALID",
      fieldErrors: { currentPassword: expect.anything() as string },
    });
    expect(await opens(ada.userId, current)).toBe(true);
    expect(await auditOf(db, ada.userId)).toEqual(["account.password_change failure"]);
  });

  it.each(["short", current, "Person-12345"])(
    "refuses a new one that is no good: %s",
    async (newPassword) => {
      const ada = await makePerson(db, current);
      const attempt = changePassword(ada, { currentPassword: current, newPassword });
      await expect(attempt).rejects.toMatchObject({
        code: "INVALID",
        fieldErrors: { newPassword: expect.anything() as string },
      });
      expect(await opens(ada.userId, current)).toBe(true);
    },
  );

  it("lets a thief of the session guess ten times an hour", async () => {
    const ada = await makePerson(db, current);
    await pretendAttempts(db, `password-change:${ada.userId}`, 9, 3600);
    const tenth = changePassword(ada, { currentPassword: "a guess at it", newPassword: next });
    await expect(tenth).rejects.toMatchObject({ code: "INVALID" });
    await pretendAttempts(db, `password-change:${ada.userId}`, 10, 3600);
    const late = changePassword(ada, { currentPassword: current, newPassword: next });
    await expect(late).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });
});

describe("one's own sessions", () => {
  it("end everywhere, this one too", async () => {
    const ada = await makePerson(db);
    const other = await startSession(db, ada.userId, elsewhere);
    await signOutEverywhere(ada);
    for (const id of [other, ada.sessionId]) expect(await findSession(db, id)).toBeNull();
    expect(await auditOf(db, ada.userId)).toEqual(["session.sign_out_everywhere success"]);
  });

  it("end one by one; another person's answers like one that doesn't exist", async () => {
    const [ada, eve] = [await makePerson(db), await makePerson(db)];
    const other = await startSession(db, ada.userId, elsewhere);
    const [theirs, nobodys] = await Promise.allSettled([
      endOtherSession(eve, { sessionId: other }),
      endOtherSession(eve, { sessionId: "nonsense" }),
    ]);
    expect(theirs).toMatchObject({ status: "rejected", reason: { code: "NOT_FOUND" } });
    expect(theirs).toEqual(nobodys);
    await endOtherSession(ada, { sessionId: other });
    expect(await findSession(db, other)).toBeNull();
    expect(await findSession(db, ada.sessionId)).not.toBeNull();
  });
});

it("a changed name is stored and audited", async () => {
  const ada = await makePerson(db);
  await updateAccount(ada, { name: "Ada, Countess of Lovelace" });
  expect((await db.select().from(users).where(eq(users.id, ada.userId)))[0]!.name).toBe(
    "Ada, Countess of Lovelace",
  );
  expect(await auditOf(db, ada.userId)).toEqual(["account.update success"]);
});

describe("a reset link", () => {
  const tokenFor = async (email: string) => (await makeResetLink(owner.db, email))!.split("/").at(-1)!;

  it("sets a password once, and ends all sessions", async () => {
    const ada = await makePerson(db, current);
    const token = await tokenFor(ada.email.toUpperCase());
    await resetPassword(db, { token, password: next });
    expect(await opens(ada.userId, next)).toBe(true);
    expect(await findSession(db, ada.sessionId)).toBeNull();
    await expect(resetPassword(db, { token, password: current })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await auditOf(db, ada.userId)).toEqual(["account.password_reset success"]);
  });

  it("is used by one of four at once", async () => {
    const ada = await makePerson(db, current);
    const token = await tokenFor(ada.email);
    const attempts = Array.from({ length: 4 }, (_, index) =>
      resetPassword(db, { token, password: `${next} ${index}` }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("stays unused when the password is no good", async () => {
    const ada = await makePerson(db, current);
    const token = await tokenFor(ada.email);
    await expect(resetPassword(db, { token, password: "short" })).rejects.toMatchObject({ code: "INVALID" });
    await expect(resetPassword(db, { token, password: next })).resolves.toBeUndefined();
  });

  it("ends after an hour, and with the making of a newer one", async () => {
    const ada = await makePerson(db, current);
    const older = await tokenFor(ada.email);
    const newer = await tokenFor(ada.email);
    await expect(resetPassword(db, { token: older, password: next })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await owner.db
      .update(passwordResets)
      .set({ expiresAt: sql`now()` })
      .where(eq(passwordResets.userId, ada.userId));
    await expect(resetPassword(db, { token: newer, password: next })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await opens(ada.userId, current)).toBe(true);
  });

  it("isn't made for an unknown email, and web can't make one", async () => {
    expect(await makeResetLink(owner.db, "nobody@example.com")).toBeNull();
    const ada = await makePerson(db, current);
    await expect(makeResetLink(db, ada.email)).rejects.toThrow();
  });
});
