import { describe, expect, test } from "vitest";
import { findSecretReferences } from "#lib/actions/references.ts";

describe("the references that are found", () => {
  test.each([
    ["app.secrets.HUBSPOT_API_KEY", ["HUBSPOT_API_KEY"]],
    ["x = app.secrets.B\ny = app.secrets.A\nz = app.secrets.B", ["A", "B"]],
    ["app.secrets.get('A', 'fallback')", ["A"]],
    ['app.secrets.get("A")', ["A"]],
    ['getattr(app.secrets, "A")', ["A"]],
    ['getattr(app.secrets, "A", None)', ["A"]],
    ["s = app.secrets\nprint(s.A, s.get('B'))", ["A", "B"]],
    ["a = app\ns = a.secrets\ns.A", ["A"]],
    ["get = app.secrets.get\nget('A')", ["A"]],
    ["def f():\n    return s.A\ns = app.secrets\n", ["A"]],
    ["from app import secrets\nsecrets.A", ["A"]],
    ["from app import secrets as keys\nkeys.A", ["A"]],
    ["import app as tacit\ntacit.secrets.A", ["A"]],
    ["f'Bearer {app.secrets.A}'", ["A"]],
    ["print(f\"{app.secrets.get('A')!r:>10}\")", ["A"]],
    ["app.secrets.A.strip().upper()", ["A"]],
    ["(app).secrets.A", ["A"]],
    ["app . secrets \\\n . A", ["A"]],
    ["if (s := app.secrets) and s.A: pass", ["A"]],
    ["lambda: {'k': [app.secrets.A]}", ["A"]],
    ["app.secrets.hubspot_key", ["hubspot_key"]],
  ])("%s", (code, names) => {
    expect(findSecretReferences(code)).toEqual(names);
  });
});

describe("what is no reference", () => {
  test.each([
    ["# app.secrets.A"],
    ["'app.secrets.A'"],
    ["app.secrets"],
    ["app.secrets.get(name)"],
    ["app.secrets.get('not a name')"],
    ["getattr(app.secrets, name)"],
    ["other.secrets.A"],
    ["secrets.token_hex(8)"],
    ["app.result({'A': 1})"],
    [""],
  ])("%s", (code) => {
    expect(findSecretReferences(code)).toEqual([]);
  });
});

test("code with errors still gives what can be read", () => {
  expect(findSecretReferences("def f(:\n  app.secrets.A\nprint(app.secrets.B")).toEqual(["A", "B"]);
});
