import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Contact, contactReporter } from "#egress/contacts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function reporter(perSecond: number, targets = 10) {
  const sent: (Contact & { count: number })[] = [];
  return { sent, ...contactReporter((contact) => sent.push({ ...contact }), { perSecond, targets }) };
}
const to = (host: string, more: Partial<Contact> = {}): Contact => ({
  host,
  port: 443,
  outcome: "connected",
  ...more,
});

describe("contacts are reported at a bounded rate and none is lost", () => {
  it("at once while they are few", () => {
    const { report, sent } = reporter(3);
    for (const host of ["a", "b", "c"]) report(to(host));
    expect(sent.map(({ host, count }) => [host, count])).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 1],
    ]);
  });

  it("merged by host, port, outcome and end when they are many", () => {
    const { report, sent } = reporter(1);
    report(to("a"));
    for (let i = 0; i < 1000; i++) {
      report(to("a"));
      report(to("a", { bytesOut: 2, bytesIn: 3 }));
      report(to("a", { outcome: "denied", reason: "tacit" }));
      report(to("a", { port: 80 }));
    }
    expect(sent).toHaveLength(1);
    for (let second = 0; second < 4; second++) {
      vi.advanceTimersByTime(1000);
      expect(sent).toHaveLength(2 + second);
    }
    expect(sent.slice(1)).toEqual([
      { ...to("a"), count: 1000 },
      { ...to("a"), count: 1000, bytesOut: 2000, bytesIn: 3000 },
      { ...to("a", { outcome: "denied", reason: "tacit" }), count: 1000 },
      { ...to("a", { port: 80 }), count: 1000 },
    ]);
    vi.advanceTimersByTime(10_000);
    expect(sent).toHaveLength(5);
    report(to("b"));
    expect(sent).toHaveLength(6);
  });

  it("all of them when the sandbox ends, with no timer left", () => {
    const { report, flush, sent } = reporter(1);
    for (const host of ["a", "b", "b", "c"]) report(to(host));
    flush();
    expect(sent.map(({ host, count }) => [host, count])).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 1],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("for so many targets only, and for those again and again", () => {
    const { admit } = reporter(1, 2);
    expect([
      admit("a", 1),
      admit("a", 2),
      admit("a", 3),
      admit("b", 1),
      admit("a", 1),
      admit("a", 2),
    ]).toEqual([true, true, false, false, true, true]);
  });
});
