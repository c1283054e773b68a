import { randomBytes } from "node:crypto";

/** Words that are, or may become, pages of /workspaces and /w. */
const reserved = new Set([
  "new",
  "api",
  "admin",
  "settings",
  "setup",
  "sign-in",
  "account",
  "invite",
  "reset",
  "help",
]);

const MAX_LENGTH = 40;

/** A workspace's name as a part of its addresses: ASCII letters and digits, with hyphens between. May be a taken one. */
export function slugFromName(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, "");
  if (slug === "") return "workspace";
  return reserved.has(slug) ? `${slug}-workspace` : slug;
}

/** The slugs to try for a name, in order: itself, numbered, and in the end one that is surely free. */
export function* slugCandidates(name: string): Generator<string> {
  const slug = slugFromName(name);
  yield slug;
  for (let number = 2; number < 10; number += 1) yield `${slug}-${number}`;
  for (;;) yield `${slug}-${randomBytes(4).toString("hex")}`;
}
