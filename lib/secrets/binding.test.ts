import { expect, test } from "vitest";

import { encodeAad, INFO } from "#lib/secrets/binding.ts";
import { EnvelopeError } from "#lib/secrets/envelope.ts";

const binding = { workspaceId: "w", secretId: "ss", name: "É", version: 258, keyId: "k1" };

test("the encoding is the documented one", () => {
  expect(Buffer.from(encodeAad(binding)).toString("hex")).toBe(
    "00000001" + "77" + "00000002" + "7373" + "00000002" + "c389" + "00000002" + "6b31" + "0000000000000102",
  );
});

test("different bindings never give the same bytes, however their texts are cut", () => {
  // Every way of cutting one text into four parts, each with versions 1 to 3.
  const text = "aaaaaaaaaa";
  const seen = new Set<string>();
  let count = 0;
  for (let a = 1; a < 8; a += 1) {
    for (let b = a + 1; b < 9; b += 1) {
      for (let c = b + 1; c < 10; c += 1) {
        for (const version of [1, 2, 3]) {
          const [workspaceId, secretId] = [text.slice(0, a), text.slice(a, b)];
          const aad = encodeAad({
            workspaceId,
            secretId,
            name: text.slice(b, c),
            keyId: text.slice(c),
            version,
          });
          seen.add(Buffer.from(aad).toString("hex"));
          count += 1;
        }
      }
    }
  }
  expect(count).toBe(252);
  expect(seen.size).toBe(count);
});

test.each([
  ["an empty workspace", { workspaceId: "" }],
  ["an empty secret", { secretId: "" }],
  ["an empty name", { name: "" }],
  ["an empty key id", { keyId: "" }],
  ["a lone surrogate, which UTF-8 would turn into U+FFFD", { name: "a\ud800" }],
  ["version 0", { version: 0 }],
  ["a negative version", { version: -1 }],
  ["a fraction", { version: 1.5 }],
  ["a version that is no number", { version: Number.NaN }],
  ["a version beyond exact numbers", { version: 2 ** 53 }],
])("a binding with %s is refused", (_, change) => {
  expect(() => encodeAad({ ...binding, ...change })).toThrow(new EnvelopeError());
});

test("purposes are told apart", () => {
  expect(Buffer.from(INFO.secretValue).toString()).toBe("tacit/secret-value/format-1");
  expect(Buffer.from(INFO.keyCheck).toString()).toBe("tacit/key-check/format-1");
});
