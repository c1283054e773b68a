// Guards: a value is found in whatever notation Python, JavaScript and their usual companions write it.
import { htmlForms, percentForms } from "#runner/redact/web-encodings.ts";

/** A character that Python's str.isprintable refuses, other than a backslash: repr() writes it as an escape. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const NOT_ASCII_PRINTABLE = /[^ -~]/gu;

/**
 * A longer text is searched as a whole in its usual forms only. Its lines or leaves, needles of their own, come in all; so one value
 * of 64 KiB takes less than the needles' budget.
 */
export const LONG_CHARACTERS = 4096;

/** The forms in which a text appears inside other text: as it is, and escaped. Only what differs is listed twice. */
export function textForms(text: string): Set<string> {
  const usual = [text, ...JSON_STYLES.slice(0, 2).map((style) => style(text)), ...reprForms(text)];
  if (text.length > LONG_CHARACTERS)
    return new Set([...usual, ...percentForms(text, 1), ...htmlForms(text).slice(0, 3)]);
  // A JSON text as a string inside JSON: structured loggers do it.
  const nested = JSON_STYLES.flatMap((style) => [style(text), style(style(text))]);
  return new Set([...usual, ...nested, ...unicodeForms(text), ...percentForms(text, 2), ...htmlForms(text)]);
}

type Style = (text: string) => string;

/** RFC 8259 §7 as json.dumps (without and with ensure_ascii), JSON.stringify, Go, Jinja's tojson and PHP write it. */
const JSON_STYLES: readonly Style[] = [
  json,
  (text) => escapeUnits(json(text), /[^ -~]/g),
  (text) => escapeUnits(json(text), /[<>&\u2028\u2029]/g),
  (text) => escapeUnits(json(text), /[^ -~]|[<>&']/g),
  (text) => json(text).replaceAll("/", "\\/"),
  (text) => escapeUnits(json(text).replaceAll("/", "\\/"), /[^ -~]/g),
];

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Every UTF-16 unit as `\uXXXX`, with lower- and upper-case digits. */
function unicodeForms(text: string): string[] {
  const lower = escapeUnits(text, /[^]/g);
  return [lower, lower.replace(/[0-9a-f]{4}/g, (digits) => digits.toUpperCase())];
}

function escapeUnits(text: string, units: RegExp): string {
  return text.replace(units, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
}

/** What stands between the quotes of Python's repr(str), ascii(str) and repr(bytes). The text around decides which quote is escaped. */
function reprForms(text: string): string[] {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return [
    pythonEscape(text, UNPRINTABLE),
    pythonEscape(text, NOT_ASCII_PRINTABLE),
    pythonEscape(bytes, NOT_ASCII_PRINTABLE),
  ].flatMap((form) => [form, form.replaceAll("'", "\\'")]);
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function pythonEscape(text: string, escaped: RegExp): string {
  return text.replaceAll("\\", "\\\\").replace(escaped, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const long = code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
    return SHORT_ESCAPES[character] ?? (code > 0xff ? long : `\\x${hex(code, 2)}`);
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
