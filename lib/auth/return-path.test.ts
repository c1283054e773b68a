import { expect, it } from "vitest";
import { returnPath } from "#lib/auth/return-path.ts";

it.each(["/", "/w/team/secrets", "/w/team/secrets?search=a%20b", "/invite/abc_-"])(
  "keeps a page of this site: %s",
  (to) => {
    expect(returnPath(to)).toBe(to);
  },
);

it.each([
  undefined,
  "",
  "account",
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "\\/evil.example",
  "javascript:alert(1)",
  "/\n/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/%2e%2E//evil.example",
  "/./\\evil.example",
])("leads nowhere else: %j", (to) => {
  expect(returnPath(to)).toBe("/");
});
