import { afterEach, describe, expect, test, vi } from "vitest";
import { newId } from "#lib/ids.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("an id", () => {
  test("has the canonical form of a UUIDv7: version 7, variant 10 (RFC 9562 §5.7)", () => {
    for (let i = 0; i < 1000; i += 1)
      expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each(["2026-11-22T10:00:00.123Z", "1970-01-01T00:00:00.001Z", "9999-12-31T23:59:59.999Z"])(
    "begins with the milliseconds since 1970 at %s",
    (instant) => {
      vi.useFakeTimers({ now: new Date(instant) });
      const milliseconds = Number.parseInt(newId().replaceAll("-", "").slice(0, 12), 16);
      expect(milliseconds).toBe(Date.parse(instant));
    },
  );

  test("sorts as text after one of an earlier millisecond, across every change of digits", () => {
    vi.useFakeTimers();
    const times = [
      0,
      1,
      15,
      16,
      255,
      256,
      65_535,
      65_536,
      2 ** 32 - 1,
      2 ** 32,
      Date.parse("2026-11-22"),
      2 ** 47,
    ];
    const ids = times.map((time) => {
      vi.setSystemTime(time);
      return newId();
    });
    expect(ids.toSorted()).toEqual(ids);
  });

  test("is never the same twice, also within one millisecond", () => {
    vi.useFakeTimers();
    const ids = Array.from({ length: 20_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("keeps its order within a millisecond, for as many as a process can make in it", () => {
    vi.useFakeTimers();
    const ids = Array.from({ length: 2048 }, newId);
    expect(ids.toSorted()).toEqual(ids);
  });

  test("begins each millisecond's count at random, and varies in each of the 62 bits after it", () => {
    vi.useFakeTimers({ now: 0 });
    const bits = (id: string) => BigInt(`0x${id.replaceAll("-", "")}`);
    const ids = Array.from({ length: 400 }, (_, time) => {
      vi.setSystemTime(time % 2);
      return bits(newId());
    });
    const everOne = ids.reduce((all, id) => all | id);
    const everZero = ids.reduce((all, id) => all | ~id, 0n);
    const varying = (mask: bigint) => (everOne & everZero & mask).toString(2).replaceAll("0", "").length;
    expect(varying((1n << 64n) - 1n)).toBe(62);
    expect(varying(0x0fffn << 64n)).toBe(11);
  });
});
