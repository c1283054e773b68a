import { describe, expect, it } from "vitest";
import { parseAddress } from "#egress/addresses.ts";
import { type OperatorRules, parseRuleEntry, vetAddress } from "#egress/operator-rules.ts";

const own = ["192.168.7.7", "203.0.113.9", "44.1.2.3", "2606:4700::77"].map((text) => parseAddress(text)!);
const rules = (allow: string, refuse: string): OperatorRules => ({
  allow: allow
    .split(" ")
    .filter(Boolean)
    .map((text) => parseRuleEntry(text)!),
  refuse: refuse
    .split(" ")
    .filter(Boolean)
    .map((text) => parseRuleEntry(text)!),
});

function vet(
  address: string,
  port: number,
  allow = "",
  refuse = "",
  facts: { named?: boolean; refused?: string[] } = {},
): string {
  return vetAddress(rules(allow, refuse), parseAddress(address)!, {
    port,
    nameIsAllowed: facts.named ?? false,
    ownAddresses: own,
    refusedAddresses: (facts.refused ?? []).map((text) => parseAddress(text)!),
  });
}

describe("an address is dialled only if it is public or listed", () => {
  it("public ones are, this machine's own public ones are not", () => {
    expect(vet("8.8.8.8", 443)).toBe("dial");
    for (const mine of ["44.1.2.3", "2606:4700::77", "64:ff9b::44.1.2.3"])
      expect(vet(mine, 443)).toBe("address-not-public");
    expect(vet("44.1.2.4", 443)).toBe("dial");
  });

  it("a listed address, range or name opens what it says and nothing beside it", () => {
    expect(vet("10.1.2.3", 80, "10.1.2.3")).toBe("dial");
    expect(vet("10.1.2.4", 80, "10.1.2.3")).toBe("address-not-public");
    expect(vet("10.9.9.9", 80, "10.0.0.0/8")).toBe("dial");
    expect(vet("11.0.0.0", 80, "10.0.0.0/8:81")).toBe("dial");
    expect(vet("10.9.9.9", 80, "10.0.0.0/8:81")).toBe("address-not-public");
    expect(vet("10.9.9.9", 81, "10.0.0.0/8:81")).toBe("dial");
    expect(vet("::1", 80, "127.0.0.1:80")).toBe("address-not-public");
    expect(vet("10.9.9.9", 80, "", "", { named: true })).toBe("dial");
    expect(vet("127.0.0.1", 80, "localhost:80")).toBe("dial");
    expect(vet("::1", 80, "localhost:80")).toBe("dial");
    expect(vet("127.0.0.1", 81, "localhost:80")).toBe("address-not-public");
    expect(vet("127.0.0.2", 80, "localhost:80")).toBe("address-not-public");
    expect(vet("127.0.0.1", 80, "other:80")).toBe("address-not-public");
    // An address that would reach a listed one through a translator is not that one.
    expect(vet("64:ff9b::10.1.2.3", 80, "10.1.2.3")).toBe("address-not-public");
  });
});

describe("Tacit's own is refused whatever is listed", () => {
  const everything = "0.0.0.0/0 ::/0";

  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "::",
    "::1",
    "192.168.7.7",
    "44.1.2.3",
    "2606:4700::77",
    "::ffff:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "2002:7f00:1::",
    "::7f00:1",
  ])("a service of this machine on %s", (address) => {
    for (const entry of [
      "127.0.0.1:5432",
      "0.0.0.0:5432",
      "[::]:5432",
      "[::1]:5432",
      "192.168.7.7:5432",
      "192.168.0.0/16:5432",
      "127.0.0.1",
    ]) {
      expect(vet(address, 5432, everything, entry, { named: true }), entry).toBe("tacit");
    }
    expect(vet(address, 5432, everything, "", { refused: ["127.0.0.1"] })).toBe("tacit");
    // The controls: another port, and nothing refused.
    expect(vet(address, 5433, everything, "127.0.0.1:5432")).toBe("dial");
    expect(vet(address, 5432, everything)).toBe("dial");
  });

  it("a database on another machine, by address and by what its name resolves to", () => {
    expect(vet("10.5.5.5", 5432, everything, "10.5.5.5:5432")).toBe("tacit");
    expect(vet("64:ff9b::10.5.5.5", 5432, everything, "10.5.5.5:5432")).toBe("tacit");
    expect(vet("10.5.5.5", 5432, everything, "", { named: true, refused: ["10.5.5.5"] })).toBe("tacit");
    expect(vet("10.5.5.6", 5432, everything, "10.5.5.5:5432", { refused: ["10.5.5.5"] })).toBe("dial");
    expect(vet("127.0.0.1", 5432, everything, "10.5.5.5:5432", { refused: ["10.5.5.5"] })).toBe("dial");
  });
});
