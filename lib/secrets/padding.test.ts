import { describe, expect, test } from "vitest";

import { isPaddedLength, MAX_VALUE_BYTES, pad, unpad } from "#lib/secrets/padding.ts";

const BUCKETS = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const filled = (length: number): Uint8Array => new Uint8Array(length).fill(0xab);

test("every value is padded to the smallest bucket that holds it, and comes out again", () => {
  for (const bucket of BUCKETS) {
    for (const length of [bucket === 256 ? 1 : bucket / 2 + 1, bucket - 1, bucket]) {
      const padded = pad(filled(length));
      expect(padded).toHaveLength(4 + bucket);
      expect(unpad(padded)).toEqual(filled(length));
    }
  }
});

test("a value that ends in zeros keeps them", () => {
  expect(unpad(pad(Uint8Array.of(1, 0, 0)))).toEqual(Uint8Array.of(1, 0, 0));
});

test("the sizes are the buckets' and no others", () => {
  const sizes = Array.from({ length: 70_000 }, (_, length) => length).filter(isPaddedLength);
  expect(sizes).toEqual(BUCKETS.map((bucket) => bucket + 4));
  expect([-1, 0.5, 131_076, Number.NaN, Infinity].some(isPaddedLength)).toBe(false);
});

test("an empty value and one over 64 KiB are not padded", () => {
  expect(() => pad(filled(0))).toThrow(RangeError);
  expect(() => pad(filled(MAX_VALUE_BYTES + 1))).toThrow(RangeError);
});

describe("padding is refused", () => {
  const with_ = (length: number, size = 260, at?: number): Uint8Array => {
    const padded = new Uint8Array(size);
    new DataView(padded.buffer).setUint32(0, length);
    if (at !== undefined) padded[at] = 1;
    return padded;
  };

  test("control: the same bytes without the fault are accepted", () => {
    expect(unpad(with_(3))).toEqual(new Uint8Array(3));
  });

  test.each([
    ["with length zero", with_(0)],
    ["with a length beyond it", with_(257)],
    ["with the greatest length", with_(0xffffffff)],
    ["in a larger bucket than the value needs", with_(3, 516)],
    ["in a smaller one", with_(300)],
    ["of no bucket's size", with_(3, 261)],
    ["with no bytes", new Uint8Array()],
    ["with a byte behind the value that is not zero", with_(3, 260, 7)],
    ["with a last byte that is not zero", with_(3, 260, 259)],
  ])("%s", (_, padded) => {
    expect(unpad(padded)).toBeNull();
  });
});
