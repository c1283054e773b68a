import { describe, expect, test } from "vitest";
import { formatExact, formatRelative } from "#components/ui/time-format.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const at = (iso: string): string => formatRelative(new Date(iso), now);

describe("a relative time", () => {
  test.each([
    ["2026-11-22T11:59:01Z", "just now"],
    ["2026-11-22T12:00:30Z", "just now"],
    ["2026-11-22T11:59:00Z", "1 minute ago"],
    ["2026-11-22T10:00:01Z", "1 hour ago"],
    ["2026-11-21T12:00:00Z", "yesterday"],
    ["2026-11-25T12:00:00Z", "in 3 days"],
    ["2026-10-01T12:00:00Z", "last month"],
    ["2024-11-01T12:00:00Z", "2 years ago"],
  ])("of %s is %s and never rounds up to more than has passed", (iso, text) => {
    expect(at(iso)).toBe(text);
  });
});

test("an exact time names its zone", () => {
  expect(formatExact(new Date(now), "UTC")).toBe("22 Nov 2026, 12:00:00 UTC");
  expect(formatExact(new Date(now), "Europe/Berlin")).toBe("22 Nov 2026, 13:00:00 CET");
});
