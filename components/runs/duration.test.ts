import { expect, test } from "vitest";
import { formatDuration } from "#components/runs/duration.ts";

const start = "2026-01-01T00:00:00.000Z";
const at = (milliseconds: number) => new Date(Date.parse(start) + milliseconds);

test.each([
  [0, "0.0 s"],
  [412, "0.4 s"],
  [9_900, "9.9 s"],
  [12_700, "12 s"],
  [64_000, "1 min 4 s"],
  [-50, "0.0 s"],
])("%i ms read %s", (milliseconds, text) => {
  expect(formatDuration(start, at(milliseconds), 0)).toBe(text);
});

test("a run that goes on is measured until now, one that has not begun not at all", () => {
  expect(formatDuration(start, null, at(2000).getTime())).toBe("2.0 s");
  expect(formatDuration(null, null, at(2000).getTime())).toBeNull();
});
