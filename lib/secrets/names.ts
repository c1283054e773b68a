// Guards the identifier by which code reads a secret: whatever passes here works as app.secrets.NAME in Python.

import { PYTHON_KEYWORDS } from "#lib/secrets/python-words.ts";
import { findConfusable, toLatin } from "#lib/secrets/transliterate.ts";

const MAX_LENGTH = 100;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Why a name is refused, for the person who typed it, with a name that would do where one is obvious. */
export type NameProblem = Readonly<{ ok: false; message: string; proposal?: string }>;

/** Whether `input`, exactly as it is, can be a secret's name: a Python identifier in ASCII of at most 100 characters that Python leaves free. */
export function checkSecretName(input: string): Readonly<{ ok: true; name: string }> | NameProblem {
  if (input.trim() === "") return refuse("Enter a name.");
  if (!IDENTIFIER.test(input)) return refuse(whyNoIdentifier(input), derive(input));
  if (input.length > MAX_LENGTH) {
    return refuse(`A name has at most 100 characters; this one has ${input.length}.`, derive(input, input));
  }
  if (PYTHON_KEYWORDS.has(input)) {
    return refuse(`“${input}” is a word of Python itself and can't be a name.`, input.toUpperCase());
  }
  if (input.startsWith("__")) {
    return refuse(
      input.endsWith("__")
        ? "Names that begin and end with two underscores belong to Python itself."
        : "A name can't begin with two underscores: Python treats such names differently inside a class.",
      derive(input, input.replace(/^_+/, "").replace(/_+$/, "")),
    );
  }
  // app.secrets.get("NAME") is how code reads a name that it computes.
  if (input === "get") return refuse("“get” is taken by app.secrets.get itself and can't be a name.", "GET");
  return { ok: true, name: input };
}

/**
 * The name for what a person typed. A valid identifier is taken exactly as typed, without a title; so is nothing that was clearly meant as an identifier but is not
 * allowed (a keyword, a dunder, 101 characters, a look-alike letter), which is refused. Any other text is a title, and its name is made
 * from it in upper snake case: "HubSpot API key – production" gives HUBSPOT_API_KEY_PRODUCTION.
 */
export function proposeSecretName(
  typed: string,
): Readonly<{ ok: true; name: string; title: string | null }> | NameProblem {
  const text = typed.trim().replace(/\s+/g, " ");
  const meantAsIdentifier =
    IDENTIFIER.test(text) || (findConfusable(text) !== null && IDENTIFIER.test(toLatin(text)));
  if (text === "" || meantAsIdentifier) {
    const checked = checkSecretName(text);
    return checked.ok ? { ok: true, name: checked.name, title: null } : checked;
  }
  const name = derive(text);
  if (name === undefined) {
    return refuse("Use some letters or digits (a–z, 0–9): code reads the secret by a name made of them.");
  }
  return { ok: true, name, title: text };
}

/** The name among `existing` that differs from `name` only by upper and lower case, or null. */
export function sameButCase(name: string, existing: readonly string[]): string | null {
  const lower = name.toLowerCase();
  return existing.find((other) => other !== name && other.toLowerCase() === lower) ?? null;
}

function refuse(message: string, proposal?: string): NameProblem {
  return proposal === undefined ? { ok: false, message } : { ok: false, message, proposal };
}

function whyNoIdentifier(input: string): string {
  const confusable = findConfusable(input);
  if (confusable !== null) {
    const code = `U+${(confusable.character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    return confusable.latin === ""
      ? `The name holds an invisible character (${code}). Use only the letters a–z and A–Z, digits and underscores.`
      : `“${confusable.character}” (${code}) looks like “${confusable.latin}” but is another character. Use only the letters a–z and A–Z, digits and underscores.`;
  }
  if (/^[0-9][A-Za-z0-9_]*$/.test(input)) return "A name can't begin with a digit.";
  return "Use only the letters a–z and A–Z, digits and underscores: the name is an identifier in code.";
}

/** A valid name made from `text`: in upper snake case, unless it is given as `exact` already. Undefined when nothing is left of it. */
function derive(text: string, exact?: string): string | undefined {
  let name = exact ?? upperSnake(text);
  if (name === "") return undefined;
  // Not "_2CAPTCHA": a leading underscore says "private" in Python, and is easily overlooked.
  if (/^[0-9]/.test(name)) name = `SECRET_${name}`;
  if (name.length > MAX_LENGTH) {
    const cut = name.slice(0, MAX_LENGTH);
    // At a word's end, if that doesn't cost too much.
    const end = cut.lastIndexOf("_");
    name = (end >= MAX_LENGTH / 2 && name[MAX_LENGTH] !== "_" ? cut.slice(0, end) : cut).replace(/_+$/, "");
  }
  return checkSecretName(name).ok ? name : undefined;
}

function upperSnake(text: string): string {
  // Look-alikes are mapped word by word and only where the whole word becomes Latin: a word that truly is Russian or Greek must not turn into a jumble.
  const words = text
    .replace(/['’ʼ]/g, "")
    .split(/[\s\p{P}\p{S}\p{Z}]+/u)
    .map((word) => {
      const latin = toLatin(word);
      return /^[A-Za-z0-9]*$/.test(latin) ? latin : word.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
    });
  return words
    .join("_")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase();
}
