import { expect, test } from "vitest";
import { readExactText } from "#components/secrets/read-exact-text.ts";

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];

test.each([
  ["CRLF and trailing newlines", [0x61, 0x0d, 0x0a, 0x62, 0x0a, 0x0a]],
  ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61]],
  ["characters outside the BMP", bytesOf("🔑 schlüssel")],
])("%s survive byte for byte", async (_, bytes) => {
  const read = await readExactText(new Blob([new Uint8Array(bytes)]));
  expect(read.ok && bytesOf(read.text)).toEqual(bytes);
});

test.each([
  ["bytes that are no UTF-8", new Uint8Array([0xff, 0xfe, 0x61, 0x00])],
  ["a surrogate in UTF-8's clothes", new Uint8Array([0xed, 0xa0, 0x80])],
  ["an empty file", new Uint8Array(0)],
  ["a file over 64 KiB", new Uint8Array(65_537).fill(97)],
])("%s are refused", async (_, bytes) => {
  expect((await readExactText(new Blob([bytes]))).ok).toBe(false);
});

test("a file of exactly 64 KiB is taken", async () => {
  expect((await readExactText(new Blob([new Uint8Array(65_536).fill(97)]))).ok).toBe(true);
});
