import { expect, test } from "vitest";
import { lacksOnlyOptional } from "./install.mjs";

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
