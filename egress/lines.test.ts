import { describe, expect, it } from "vitest";
import { lineCutter } from "#egress/lines.ts";

describe("lines are the same however the stream is cut", () => {
  const text = Buffer.from('{"a":1}\n\n{"é":"€"}\nrest');

  it("at every place", () => {
    for (let at = 0; at <= text.length; at++) {
      const cut = lineCutter(100);
      expect([...cut(text.subarray(0, at)), ...cut(text.subarray(at))]).toEqual(['{"a":1}', "", '{"é":"€"}']);
    }
  });

  it("and bounded, finished or not", () => {
    expect(lineCutter(4)(Buffer.from("1234\n1234\n"))).toEqual(["1234", "1234"]);
    expect(() => lineCutter(4)(Buffer.from("12345\n"))).toThrow(RangeError);
    const cut = lineCutter(4);
    cut(Buffer.from("123"));
    expect(() => cut(Buffer.from("45"))).toThrow(RangeError);
  });

  it("and refused when not UTF-8", () => {
    expect(() => lineCutter(9)(Buffer.from([0xff, 0x0a]))).toThrow(TypeError);
  });
});
