import { expect, test } from "vitest";
import { createUidAllocator, sandboxUids } from "#runner/sandbox/uids.ts";

test("no uid has two holders at a time", () => {
  const uids = createUidAllocator(5000, 3);
  expect([uids.take(), uids.take(), uids.take()]).toEqual([5000, 5001, 5002]);
  expect(uids.take()).toBeUndefined();
  uids.release(5001);
  expect(uids.take()).toBe(5001);
});

test("a uid that was given back rests while others are free", () => {
  const uids = createUidAllocator(5000, 3);
  expect(uids.take()).toBe(5000);
  uids.release(5000);
  expect(uids.take()).toBe(5001);
});

test("giving back what is not held is refused", () => {
  const uids = createUidAllocator(5000, 3);
  expect(() => {
    uids.release(5000);
  }).toThrow(RangeError);
});

test("the runner's own uids lie where no distribution gives any", () => {
  const uid = sandboxUids.take()!;
  expect(uid).toBeGreaterThanOrEqual(1_879_048_192);
  expect(uid).toBeLessThan(2 ** 31);
  sandboxUids.release(uid);
});
