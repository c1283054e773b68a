import { expect, test } from "vitest";
import { lacksOnlyOptional, npmFailure } from "./install.mjs";

const head = "npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when …\n";

test("packages for which the registry has no version leave the lock file in force", () => {
  expect(lacksOnlyOptional(`${head}npm error Missing: @next/swc-darwin-arm64@ from lock file\n`)).toBe(true);
});

test.each([
  "npm error Missing: left-pad@1.3.0 from lock file",
  "npm error Invalid: lock file's zod@4.6.7 does not satisfy zod@5.0.0",
  "npm error Missing: @next/swc-darwin-arm64@ from lock file\nnpm error Missing: left-pad@1.3.0 from lock file",
  "",
])("a lock file that is out of date is refused: %s", (lines) => {
  expect(lacksOnlyOptional(`${head}${lines}\n`)).toBe(false);
});

test.each([
  ["npm error code ENOTFOUND\nnpm error network request to … failed", /cannot reach its registry/],
  [
    "npm error code EUSAGE\nnpm error\nnpm error The lock file is old\n",
    /npm ci said: The lock file is old$/,
  ],
  ["", /said: nothing$/],
])("npm's many lines become one", (errors, line) => {
  expect(npmFailure("ci", errors)).toMatch(line);
  expect(npmFailure("ci", errors)).not.toContain("\n");
});
