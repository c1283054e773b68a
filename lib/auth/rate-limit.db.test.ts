import { eq, sql } from "drizzle-orm";
import { afterAll, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { rateLimits } from "#db/schema/index.ts";
import { giveAttemptBack, takeAttempt, type RateLimit } from "#lib/auth/rate-limit.ts";
import { newId } from "#lib/ids.ts";

const { web, owner: ownerUrl } = inject("databaseUrls");
// Two pools stand for two web processes.
const [one, other] = [
  connect(web, { max: 8, name: "test-one" }),
  connect(web, { max: 8, name: "test-other" }),
];
// Web itself may not move a window.
const owner = connect(ownerUrl, { max: 1, name: "test-owner" });
afterAll(() => Promise.all([one.close(), other.close(), owner.close()]));

// A day, the longest that is kept: shorter ones would begin anew in the middle of a test now and then.
const limit = (max: number): RateLimit => ({ bucket: `test:${newId()}`, max, windowSeconds: 86_400 });

it("holds across processes and at the same moment: as many attempts as allowed, and not one more", async () => {
  const bucket = limit(10);
  const attempts = Array.from({ length: 40 }, (_, index) =>
    takeAttempt((index % 2 ? one : other).db, bucket),
  );
  expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(10);
  expect(await takeAttempt(one.db, bucket)).toBe(false);
});

it("counts each bucket for itself", async () => {
  const [mine, yours] = [limit(1), limit(1)];
  expect(await takeAttempt(one.db, mine)).toBe(true);
  expect(await takeAttempt(one.db, mine)).toBe(false);
  expect(await takeAttempt(one.db, yours)).toBe(true);
});

it("gives back what succeeded, and never more than was taken", async () => {
  const bucket = limit(1);
  await takeAttempt(one.db, bucket);
  await giveAttemptBack(one.db, bucket);
  await giveAttemptBack(one.db, bucket);
  expect(await takeAttempt(one.db, bucket)).toBe(true);
  expect(await takeAttempt(one.db, bucket)).toBe(false);
});

it("starts anew with the next window", async () => {
  const bucket = limit(1);
  await takeAttempt(one.db, bucket);
  const yesterday = sql`${rateLimits.windowStart} - interval '1 day'`;
  await owner.db
    .update(rateLimits)
    .set({ windowStart: yesterday })
    .where(eq(rateLimits.bucket, bucket.bucket));
  expect(await takeAttempt(one.db, bucket)).toBe(true);
});

it("forgets what is older than a day", async () => {
  const old = limit(1);
  await takeAttempt(one.db, old);
  await owner.db
    .update(rateLimits)
    .set({ windowStart: sql`now() - interval '25 hours'` })
    .where(eq(rateLimits.bucket, old.bucket));
  await takeAttempt(one.db, limit(1));
  expect(await one.db.select().from(rateLimits).where(eq(rateLimits.bucket, old.bucket))).toEqual([]);
});
