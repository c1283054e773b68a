// Guards: whichever part of a value a program is likely to print alone is known to the redactor.
import { connectionPasswords } from "#runner/redact/password.ts";
import { LONG_CHARACTERS } from "#runner/redact/text-encodings.ts";
import { isGoogleCredential, isPublicField, isPublicPart } from "#runner/redact/public-parts.ts";

/** Texts shorter than this many characters occur by chance: a part as short is ignored, a value as short is masked as a whole token. */
export const MIN_CHARACTERS = 8;

const LONG_ENOUGH = new RegExp(`^[^]{${MIN_CHARACTERS}}`, "u");

/** JSON within JSON within a line within JSON is as deep as we look. */
const MAX_DEPTH = 4;

/** Whether a text is too short to be searched for inside other text. Surrounding blanks don't count. */
export function isShort(text: string): boolean {
  return !LONG_ENOUGH.test(strip(text));
}

/**
 * The texts to hide for a value: itself, stripped, each line, each leaf of a JSON value, the password of a connection string,
 * and the same of those parts. Parts are at least eight characters long, without what is public anyway.
 */
export function deriveTexts(value: string): Set<string> {
  const texts = new Set<string>();
  collect(value, 0, texts);
  return texts;
}

/** Where Python's str.splitlines splits: more places than JavaScript or a file has. */
const LINE_ENDS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;

/** Without the blanks at both ends, by Python's str.strip and by JavaScript's trim: their sets differ. */
export function strip(text: string): string {
  return text
    .replace(/^[\s\x1c-\x1f\x85]+/, "")
    .replace(/[^\s\x1c-\x1f\x85][\s\x1c-\x1f\x85]*$/, (end) => end.charAt(0));
}

function collect(text: string, depth: number, texts: Set<string>): void {
  texts.add(text);
  texts.add(strip(text));
  if (depth === MAX_DEPTH) return;
  const add = (part: string): void => {
    const stripped = strip(part);
    if (isShort(stripped) || isPublicPart(stripped) || texts.has(part)) return;
    collect(part, depth + 1, texts);
  };
  const json = parseJson(text);
  const lines = text.split(LINE_ENDS);
  // The leaves of a long JSON value are enough; with its lines too it would be searched for three times over.
  const leavesOnly = json !== undefined && text.length > LONG_CHARACTERS;
  if (lines.length > 1 && !leavesOnly) {
    const google = json !== null && typeof json === "object" && isGoogleCredential(json);
    for (const line of lines) if (!(google && isPublicLine(line))) add(strip(line));
  }
  for (const leaf of leaves(json)) add(leaf);
  for (const password of connectionPasswords(strip(text))) add(password);
}

/** The parsed value of a JSON text, with numbers as they were written; undefined when it is no object, array or string. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  const numbersAsWritten = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" ? (context?.source ?? String(value)) : value;
  try {
    return JSON.parse(text, numbersAsWritten);
  } catch {
    return undefined;
  }
}

function* leaves(json: unknown): Generator<string> {
  if (typeof json === "string") yield json;
  if (json === null || typeof json !== "object") return;
  const google = isGoogleCredential(json);
  for (const [key, child] of Object.entries(json)) if (!(google && isPublicField(key))) yield* leaves(child);
}

/** Whether a line of a pretty-printed credential file holds nothing but public fields. */
function isPublicLine(line: string): boolean {
  const pair = parseJson(`{${line.trim().replace(/,$/, "")}}`);
  return typeof pair === "object" && pair !== null && Object.keys(pair).every(isPublicField);
}
