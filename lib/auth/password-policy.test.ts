import { describe, expect, it } from "vitest";
import { passwordProblem } from "#lib/auth/password-policy.ts";

const known = ["ada.lovelace@engines.example", "Ada Lovelace", "Analytical Engines"];

describe("a new password", () => {
  it.each([
    "violet kettle over the moon",
    "twelve chars",
    "пароль из слов и точек",
    "日本語のパスワードです長い",
    "🦊🐢🌵🧊🪁🎺🥝🧶🪨🛶🧭🪴",
    "ada likes trombones and rain",
    " leading and trailing ",
    `a passphrase that goes on ${"and on with 1 thing, ".repeat(40)}`,
  ])("may be anything long that isn't guessed: %s", (password) => {
    expect(passwordProblem(password, known)).toBeNull();
  });

  it.each([
    ["eleven char", /at least 12/],
    ["🦊".repeat(6), /at least 12/],
    ["x".repeat(1025), /at most 1024/],
    [`unpaired \ud800 surrogate`, /valid text/],
    ["aaaaaaaaaaaaaaaa", /guessed/],
    ["abababababababab", /guessed/],
    ["123456789012345", /guessed/],
    ["Qwertyuiop 12", /guessed/],
    ["correct horse battery staple", /guessed/],
    ["AdaLovelace1843", /mostly/],
    ["Engines-Analytical-1", /mostly/],
    ["Tacit-Password-1", /mostly/],
    ["password12345", /mostly/],
  ])("is refused with the reason: %s", (password, reason) => {
    expect(passwordProblem(password, known)).toMatch(reason);
  });

  it("is counted in characters, not in UTF-16 units", () => {
    expect(passwordProblem("🦊🐢🌵🧊🪁🎺🥝🧶🪨🛶🧭", [])).toMatch(/at least 12/);
  });
});
