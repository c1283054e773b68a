import { expect, test } from "vitest";

import { parsePastedAssignment } from "#lib/secrets/pasted-assignment.ts";

test.each([
  ["HUBSPOT_KEY=pat-1", "HUBSPOT_KEY", "pat-1"],
  ["HUBSPOT_KEY=pat-1\n", "HUBSPOT_KEY", "pat-1"],
  ["  HUBSPOT_KEY = pat-1  \r\n\r\n", "HUBSPOT_KEY", "pat-1"],
  ["export HUBSPOT_KEY=pat-1", "HUBSPOT_KEY", "pat-1"],
  ['export NAME="va lue"', "NAME", "va lue"],
  ['NAME="va lue";', "NAME", "va lue"],
  ["NAME='va\\nlue \"x\"'", "NAME", 'va\\nlue "x"'],
  ['NAME="a\\nb\\tc\\"d\\\\e\\$f\\x"', "NAME", 'a\nb\tc"d\\e$f\\x'],
  ['NAME="a # b" # comment', "NAME", "a # b"],
  ["NAME=value # comment", "NAME", "value"],
  ["NAME=val#ue", "NAME", "val#ue"],
  ["NAME=a=b==", "NAME", "a=b=="],
  ["DATABASE_URL=postgres://u:p@h/db?sslmode=require", "DATABASE_URL", "postgres://u:p@h/db?sslmode=require"],
  // A quote that never closes belongs to the value.
  ['NAME="abc', "NAME", '"abc'],
  ['NAME="abc"def', "NAME", '"abc"def'],
  ["exporter=1", "exporter", "1"],
])("%j fills the name and the value", (text, name, value) => {
  expect(parsePastedAssignment(text)).toEqual({ name, value });
});

test.each([
  "",
  "HUBSPOT_KEY",
  "HubSpot API key",
  "NAME=",
  'NAME=""',
  "NAME=# comment",
  "=value",
  "2NAME=value",
  "https://example.com/?token=abc",
  '{"a": "b=c"}',
  "QUJD==",
  "two words=1",
  "first line\nNAME=value",
])("%j is not an assignment", (text) => {
  expect(parsePastedAssignment(text)).toBeNull();
});

test.each([
  "A=1\nB=2",
  "A=1\r\nB=2\r\n",
  "\n# keys\nexport A=1\nB=2",
  'PEM="-----BEGIN\nabc\n"',
  "# one\nA=1",
])("%j is several lines", (text) => {
  expect(parsePastedAssignment(text)).toEqual({ lines: true });
});
