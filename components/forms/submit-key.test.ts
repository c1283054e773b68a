import { expect, it } from "vitest";
import { SubmitKey } from "#components/forms/submit-key.ts";

it("a try that failed is sent again with the same key", () => {
  const key = new SubmitKey();
  const first = key.begin();
  key.end(false);
  expect(first).not.toBeNull();
  expect(key.begin()).toBe(first);
});

it("what was edited is another submit", () => {
  const key = new SubmitKey();
  const first = key.begin();
  key.end(false);
  key.edited();
  expect(key.begin()).not.toBe(first);
});

it("what was edited while the first try was under way is another submit, too", () => {
  const key = new SubmitKey();
  const first = key.begin();
  key.edited();
  key.end(false);
  const second = key.begin();
  key.end(false);
  expect(second).not.toBe(first);
  // And one that keeps its key from then on.
  expect(key.begin()).toBe(second);
});

it("nothing is sent twice at the same moment", () => {
  const key = new SubmitKey();
  key.begin();
  expect(key.begin()).toBeNull();
});

it("after a success the next submit is a new one", () => {
  const key = new SubmitKey();
  const first = key.begin();
  key.end(true);
  expect(key.begin()).not.toBe(first);
});
