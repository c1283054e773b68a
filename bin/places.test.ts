import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkPlaces } from "./data-folder.mjs";
import { Refusal } from "./refusal.mjs";

const base = mkdtempSync(path.join(tmpdir(), "tacit-places-"));
symlinkSync("/usr", path.join(base, "elsewhere"));
afterAll(() => {
  rmSync(base, { recursive: true });
});

const check = (place: string, project = "/srv/tacit") => {
  checkPlaces({ TACIT_DATA_DIR: place }, project);
};

test.each(["/srv/tacit/data", "/var/lib/tacit", "/usrlocal/data", "data", `${base}/data`])(
  "secrets may lie at %s",
  (place) => {
    expect(() => {
      check(place);
    }).not.toThrow();
  },
);

test.each([
  "/usr",
  "/usr/src/app/data",
  "/bin/../usr/local/tacit",
  "/srv/tacit/public/data",
  "docs",
  `${base}/elsewhere/new/data`,
])("secrets may not lie at %s, which actions or web see", (place) => {
  expect(() => {
    check(place);
  }).toThrow(Refusal);
});

test("a checkout under /usr needs a data folder elsewhere", () => {
  const project = "/usr/src/app";
  expect(() => {
    check("data", project);
  }).toThrow(/^TACIT_DATA_DIR is [^\n]*$/);
  expect(() => {
    check("/var/lib/tacit", project);
  }).not.toThrow();
});
