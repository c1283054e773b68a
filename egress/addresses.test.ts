import { isIPv4, isIPv6 } from "node:net";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "#egress/addresses.ts";

/** A small deterministic generator, so that a failure can be repeated (Numerical Recipes' LCG). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("an address has one text and one meaning", () => {
  it.each([
    ["1.2.3.4", "1.2.3.4"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["::1", "::1"],
    ["2606:4700:0000:0000:0000:0000:0000:1111", "2606:4700::1111"],
    ["2001:DB8::A", "2001:db8::a"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["64:ff9b::8.8.8.8", "64:ff9b::808:808"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::ffff:7f00:1", "127.0.0.1"],
    ["0:0:0:0:0:FFFF:7f00:0001", "127.0.0.1"],
  ])("%s is %s", (text, canonical) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(canonical);
  });

  it.each(
    [
      "127.1 1.2.3 2130706433 0x7f.0.0.1 0x7f000001 017700000001 0177.0.0.1 01.2.3.4 1.2.3.04 256.1.1.1 1.2.3.4.5 1.2.3.4. .1.2.3.4",
      "1..2.3 1.2.3.4/32 1.2.3.4%eth0 １.2.3.4 1.2.3.4\n : ::: 1::2::3 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:8:: ::1%lo",
      "fe80::1%1 [::1] 12345::1 g::1 ::1.2.3 1.2.3.4::1 ::1.2.3.4:5 1:2:3:4:5:6:7:1.2.3.4 :1::2 1::2: -1.2.3.4 +1.2.3.4",
    ].flatMap((line) => line.split(" ")),
  )("%j is no address", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it("is read exactly where the platform reads one, over generated texts", () => {
    const below = generator(1);
    const pieces = [
      "0",
      "1",
      "9",
      "25",
      "255",
      "256",
      "00",
      "ff",
      "FFFF",
      "fffff",
      ":",
      "::",
      ".",
      ".",
      ":",
      "%",
      "1.2.3.4",
      "g",
    ];
    let valid = 0;
    for (let i = 0; i < 60_000; i++) {
      const text = Array.from({ length: 1 + below(15) }, () => pieces[below(pieces.length)]).join("");
      const expected = isIPv4(text) || (isIPv6(text) && !text.includes("%"));
      if (expected) valid += 1;
      expect(parseAddress(text) !== undefined, text).toBe(expected);
    }
    expect(valid).toBeGreaterThan(200);
  });

  it("comes back the same from its text, over generated numbers", () => {
    const below = generator(2);
    for (let i = 0; i < 5000; i++) {
      const groups = Array.from({ length: 8 }, () => (below(2) === 0 ? 0 : below(65536)).toString(16));
      const address = parseAddress(groups.join(":"));
      expect(address && parseAddress(formatAddress(address))).toEqual(address);
      expect(address?.value.toString(16)).toBe(
        BigInt(`0x${groups.map((g) => g.padStart(4, "0")).join("")}`).toString(16),
      );
    }
  });
});
