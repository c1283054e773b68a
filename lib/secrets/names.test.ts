import { describe, expect, test } from "vitest";

import { checkSecretName, proposeSecretName, sameButCase } from "#lib/secrets/names.ts";
import { PYTHON_KEYWORDS } from "#lib/secrets/python-words.ts";

describe("a valid identifier is a name, exactly as it is", () => {
  test.each([
    "HUBSPOT_API_KEY",
    "hubspot_key",
    "HubSpot",
    "x",
    "_private",
    "_",
    "a1",
    "KEY__2",
    "trailing__",
    "Class",
    "NONE",
    "true",
    // Soft keywords are fine behind a dot.
    "match",
    "case",
    "type",
    "print",
    "GET",
    "A".repeat(100),
  ])("%s", (name) => {
    expect(checkSecretName(name)).toEqual({ ok: true, name });
    expect(proposeSecretName(name)).toEqual({ ok: true, name, title: null });
  });
});

describe("a name is refused with the reason", () => {
  test.each([
    ["", "Enter a name.", undefined],
    [" \t", "Enter a name.", undefined],
    ["A".repeat(101), "A name has at most 100 characters; this one has 101.", "A".repeat(100)],
    ["class", "“class” is a word of Python itself and can't be a name.", "CLASS"],
    ["None", "“None” is a word of Python itself and can't be a name.", "NONE"],
    ["__init__", "Names that begin and end with two underscores belong to Python itself.", "init"],
    ["____", "Names that begin and end with two underscores belong to Python itself.", undefined],
    [
      "__key",
      "A name can't begin with two underscores: Python treats such names differently inside a class.",
      "key",
    ],
    ["get", "“get” is taken by app.secrets.get itself and can't be a name.", "GET"],
    ["2CAPTCHA_KEY", "A name can't begin with a digit.", "SECRET_2CAPTCHA_KEY"],
    [
      "hubspot-key",
      "Use only the letters a–z and A–Z, digits and underscores: the name is an identifier in code.",
      "HUBSPOT_KEY",
    ],
    [
      "hubspot key",
      "Use only the letters a–z and A–Z, digits and underscores: the name is an identifier in code.",
      "HUBSPOT_KEY",
    ],
    [
      "Zürich",
      "Use only the letters a–z and A–Z, digits and underscores: the name is an identifier in code.",
      "ZURICH",
    ],
    [
      "鍵",
      "Use only the letters a–z and A–Z, digits and underscores: the name is an identifier in code.",
      undefined,
    ],
    [
      "KEY\n",
      "Use only the letters a–z and A–Z, digits and underscores: the name is an identifier in code.",
      "KEY",
    ],
    [
      "HUBSP\u041eT_KEY",
      "“\u041e” (U+041E) looks like “O” but is another character. Use only the letters a–z and A–Z, digits and underscores.",
      "HUBSPOT_KEY",
    ],
    [
      "\u0391PI_KEY",
      "“\u0391” (U+0391) looks like “A” but is another character. Use only the letters a–z and A–Z, digits and underscores.",
      "API_KEY",
    ],
    [
      "\uff2bEY",
      "“\uff2b” (U+FF2B) looks like “K” but is another character. Use only the letters a–z and A–Z, digits and underscores.",
      "KEY",
    ],
    [
      "\u{1d40a}EY",
      "“\u{1d40a}” (U+1D40A) looks like “K” but is another character. Use only the letters a–z and A–Z, digits and underscores.",
      "KEY",
    ],
    [
      "API\u200b_KEY",
      "The name holds an invisible character (U+200B). Use only the letters a–z and A–Z, digits and underscores.",
      "API_KEY",
    ],
  ])("%j", (name, message, proposal) => {
    expect(checkSecretName(name)).toEqual({
      ok: false,
      message,
      ...(proposal === undefined ? {} : { proposal }),
    });
  });

  test("every keyword of Python", () => {
    expect(PYTHON_KEYWORDS.size).toBe(35);
    for (const word of PYTHON_KEYWORDS) expect(checkSecretName(word)).toMatchObject({ ok: false });
  });
});

describe("what was meant as an identifier is refused, not turned into a title", () => {
  test.each([
    "class",
    "None",
    "__init__",
    "__x",
    "get",
    "A".repeat(101),
    "HUBSP\u041eT_KEY",
    "API\u200b_KEY",
    "\uff2bEY",
  ])("%j", (typed) => {
    expect(proposeSecretName(typed)).toEqual(checkSecretName(typed));
    expect(proposeSecretName(typed)).toMatchObject({ ok: false });
  });
});

describe("any other text is a title, and gives a name in upper snake case", () => {
  test.each([
    ["HubSpot API key – production", "HUBSPOT_API_KEY_PRODUCTION"],
    ["hubspot-key", "HUBSPOT_KEY"],
    ["Stripe 🔑 key", "STRIPE_KEY"],
    ["Stripe🔑key", "STRIPE_KEY"],
    ["Schlüssel für Straße", "SCHLUSSEL_FUR_STRASSE"],
    ["Crème brûlée", "CREME_BRULEE"],
    ["Cre\u0300me bru\u0302le\u0301e", "CREME_BRULEE"],
    ["Ærø Łódź", "AERO_LODZ"],
    ["Zürich", "ZURICH"],
    ["Anna’s key", "ANNAS_KEY"],
    ["key (live) / EU #2", "KEY_LIVE_EU_2"],
    ["2captcha key", "SECRET_2CAPTCHA_KEY"],
    ["1Password", "SECRET_1PASSWORD"],
    ["__ init __", "INIT"],
    ["import key", "IMPORT_KEY"],
    ["My__key name", "MY_KEY_NAME"],
    ["ＡＢＣ key", "ABC_KEY"],
    ["HUBSP\u041eT key", "HUBSPOT_KEY"],
    ["Ключ API", "API"],
    ["日本 API key", "API_KEY"],
    ["key\u00a0one", "KEY_ONE"],
  ])("%j gives %s", (typed, name) => {
    expect(proposeSecretName(typed)).toEqual({ ok: true, name, title: typed.replace(/\s+/g, " ") });
  });

  test("white space around what was typed, and line breaks in it, are not part of it", () => {
    expect(proposeSecretName("  HUBSPOT_KEY\n")).toEqual({ ok: true, name: "HUBSPOT_KEY", title: null });
    expect(proposeSecretName(" HubSpot\n key ")).toEqual({
      ok: true,
      name: "HUBSPOT_KEY",
      title: "HubSpot key",
    });
  });

  test("a long title's name ends at the end of a word, within 100 characters", () => {
    const name = (typed: string): string => {
      const proposed = proposeSecretName(typed);
      return proposed.ok ? proposed.name : "";
    };
    expect(name(`${"word ".repeat(19)}abcdefgh`)).toBe("WORD_".repeat(19).slice(0, -1));
    expect(name(`${"word ".repeat(19)}abcde`)).toBe(`${"WORD_".repeat(19)}ABCDE`);
    expect(name(`${"word ".repeat(19)}abcde more`)).toBe(`${"WORD_".repeat(19)}ABCDE`);
    expect(name(`a ${"b".repeat(200)}`)).toBe(`A_${"B".repeat(98)}`);
    expect(name("9".repeat(200))).toBe(`SECRET_${"9".repeat(93)}`);
  });

  test.each(["🔑", "–", "鍵", "Ключ", "!!!", "'"])("%j has nothing to make a name of", (typed) => {
    expect(proposeSecretName(typed)).toEqual({
      ok: false,
      message: "Use some letters or digits (a–z, 0–9): code reads the secret by a name made of them.",
    });
  });

  // Nearly half a million names take some seconds on a busy machine.
  test("whatever is proposed is a valid name", { timeout: 60_000 }, () => {
    // Every character of the first two planes, alone and in a title.
    for (let code = 0; code < 0x20000; code += 1) {
      const character = String.fromCodePoint(code);
      for (const typed of [character, `${character}a`, `a ${character} b`]) {
        const proposed = proposeSecretName(typed);
        const name = proposed.ok ? proposed.name : proposed.proposal;
        if (name !== undefined && !checkSecretName(name).ok)
          throw new Error(`U+${code.toString(16)} gives ${name}`);
      }
    }
  });
});

test("a name that differs only by case is found; the same name and others are not", () => {
  expect(sameButCase("HUBSPOT_KEY", ["STRIPE_KEY", "hubspot_key"])).toBe("hubspot_key");
  expect(sameButCase("HUBSPOT_KEY", ["HUBSPOT_KEY", "HUBSPOT_KEYS"])).toBeNull();
  expect(sameButCase("HUBSPOT_KEY", [])).toBeNull();
});
