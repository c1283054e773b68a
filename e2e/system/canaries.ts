import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readPlace } from "#e2e/system/place.ts";

const fileIn = (notes: string) => path.join(notes, "canary");

/**
 * Chooses the text that every secret value of this run of the tests begins with, and nothing else holds. Letters and digits
 * only, so that escaping it for JSON, HTML or an address changes nothing and one search finds all of those forms.
 */
export function chooseCanary(notes: string): void {
  writeFileSync(fileIn(notes), newMark());
}

/** A text that exists nowhere else. */
export function newMark(): string {
  return `Qx${randomBytes(10).toString("hex")}`;
}

/** What {@link chooseCanary} chose. Kept in a file: in the environment the search over all processes would find it. */
export function readCanary(): string {
  return readFileSync(fileIn(readPlace().notes), "utf8");
}

/** A secret value that exists nowhere else and that the search at the end looks for. Its tail is another text in each encoding. */
export function newCanary(): string {
  return `${readCanary()}"+/%<&=${randomBytes(12).toString("base64url")}>?~`;
}
