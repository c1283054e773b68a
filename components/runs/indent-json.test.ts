import { expect, it } from "vitest";
import { indentJson } from "#components/runs/indent-json.ts";

it.each([
  null,
  "a",
  'quotes " and \\ and {braces}, [brackets]: all',
  [],
  {},
  [[], {}, [{}], { a: [] }],
  { a: 1, b: [true, false, null, -1.5, "x: y"], c: { d: { e: [1, 2] } } },
])("sets %j as JSON.stringify does", (value) => {
  expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  expect(indentJson(JSON.stringify(value, null, 4))).toBe(JSON.stringify(value, null, 2));
});

it("keeps each digit of a number", () => {
  expect(indentJson("[1234567890123456789,1.10]")).toBe("[\n  1234567890123456789,\n  1.10\n]");
});

it("does not unfold what is nested very deeply", () => {
  const deep = (levels: number) => "[1,".repeat(levels) + "1" + "]".repeat(levels);
  expect(indentJson(deep(50))).toContain("\n");
  expect(indentJson(deep(20_000))).toBe(deep(20_000));
});

it.each(["not json", "[1,", '{"pin":[PIN]}'])("keeps what is not JSON: %s", (text) => {
  expect(indentJson(text)).toBe(text);
});
