import { expect, it } from "vitest";
import { slugCandidates, slugFromName } from "#lib/workspaces/slugs.ts";

it.each([
  ["Analytical Engines", "analytical-engines"],
  ["  Ümlaut & Straße GmbH ", "umlaut-strasse-gmbh"],
  ["日本", "workspace"],
  ["---", "workspace"],
  ["New", "new-workspace"],
  ["api", "api-workspace"],
  [`${"a".repeat(39)} b`, "a".repeat(39)],
  ["../../etc/passwd", "etc-passwd"],
])("makes an address of a name: %s", (name, slug) => {
  expect(slugFromName(name)).toBe(slug);
});

it("never runs out of others to try, all different", () => {
  const tried: string[] = [];
  for (const slug of slugCandidates("Team")) if (tried.push(slug) === 30) break;
  expect(tried.slice(0, 3)).toEqual(["team", "team-2", "team-3"]);
  expect(new Set(tried).size).toBe(30);
});
