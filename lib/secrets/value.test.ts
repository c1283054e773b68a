import { expect, test } from "vitest";

import { checkSecretValue, valueWarnings } from "#lib/secrets/value.ts";

test.each([
  ["an API key", "pat-eu1-4f1c"],
  ["one character", "x"],
  ["64 KiB", "v".repeat(65_536)],
  ["64 KiB in two-byte characters", "é".repeat(32_768)],
  ["lines, with a last line break", "-----BEGIN\r\nabc\n"],
  ["a value with stars in it", "ab**cd"],
  ["JSON with brackets", '["a"]'],
  ["emoji", "🔑"],
])("%s is a value", (_, value) => {
  expect(checkSecretValue(value)).toEqual({ ok: true });
});

test.each([
  ["nothing", "", "Enter a value."],
  ["white space", " \n\t", "The value holds only white space. Enter the value itself."],
  ["one byte over 64 KiB", "v".repeat(65_537), "longer than 64 KiB (65,536 bytes)"],
  ["fewer characters than 64 Ki and more bytes", "é".repeat(32_769), "longer than 64 KiB"],
  ["a NUL", "ab\0cd", "holds a NUL character"],
  ["a high surrogate alone", "ab\ud83d", "not valid Unicode"],
  ["a low surrogate alone", "\udd11ab", "not valid Unicode"],
  ["surrogates in the wrong order", "\udd11\ud83d", "not valid Unicode"],
  ["bullets", "••••••••", "a mask that stands for a hidden value"],
  ["stars", "********", "a mask that stands for a hidden value"],
  ["hatching", "▒▒▒▒▒▒▒▒", "a mask that stands for a hidden value"],
  ["a redaction mark", " [HUBSPOT_API_KEY]\n", "stands for a hidden value in logs"],
])("%s is refused with the reason, without repeating it", (_, value, message) => {
  const checked = checkSecretValue(value);
  expect(checked).toEqual({ ok: false, message: expect.stringContaining(message) as string });
  if (!checked.ok && value.trim() !== "") expect(checked.message).not.toContain(value);
});

test("a value under 8 characters is accepted with a warning that it can't be hidden reliably", () => {
  expect(checkSecretValue("1234567")).toEqual({ ok: true });
  expect(valueWarnings("1234567")).toEqual([expect.stringContaining("too short to be hidden reliably")]);
  expect(valueWarnings("12345678")).toEqual([]);
  // Characters count, not UTF-16 units.
  expect(valueWarnings("🔑".repeat(7))).toHaveLength(1);
  expect(valueWarnings("🔑".repeat(8))).toEqual([]);
});

test("white space around a value is kept with a warning", () => {
  expect(valueWarnings("pat-eu1-4f1c\n")).toEqual([expect.stringContaining("white space, which is kept")]);
});

test("the empty field has no warnings", () => {
  expect(valueWarnings("")).toEqual([]);
});
