import { execFileSync } from "node:child_process";

import { expect, test } from "vitest";

import { PYTHON_KEYWORDS } from "#lib/secrets/python-words.ts";

test("the keywords are those of the Python that runs actions", () => {
  const words = execFileSync("python3", ["-c", "import json, keyword; print(json.dumps(keyword.kwlist))"]);
  expect([...PYTHON_KEYWORDS].sort()).toEqual((JSON.parse(words.toString()) as string[]).sort());
});
