import { randomBytes } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { readPlace } from "#e2e/system/place.ts";

const file = () => path.join(readPlace().notes, "canaries");

/**
 * A secret value that exists nowhere else, written down so that the search at the end looks for it. Its characters make
 * each of its encodings a different text.
 */
export function newCanary(): string {
  const canary = `cn"ry+/%<&=${randomBytes(18).toString("base64url")}>?~`;
  appendFileSync(file(), `${JSON.stringify(canary)}\n`);
  return canary;
}

/** Every value that {@link newCanary} gave out in this run of the tests. */
export function readCanaries(): string[] {
  return readFileSync(file(), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as string);
}
