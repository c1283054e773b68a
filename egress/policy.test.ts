import { describe, expect, it } from "vitest";
import { parsePolicy, policyAllows } from "#egress/policy.ts";
import { parseHost, splitPort } from "#egress/target.ts";

function allows(hosts: "public" | string[], text: string): boolean {
  const { host, port } = splitPort(text)!;
  return policyAllows(parsePolicy(hosts)!, { host: parseHost(host)!, port });
}

describe("a run asks only for the hosts of its policy", () => {
  const list = ["api.hubapi.com:443", "*.Example.com:443", "8.8.8.8:53", "[2606:4700::1111]:443"];

  it.each([
    "api.hubapi.com:443",
    "API.hubapi.com:443",
    "a.example.com:443",
    "a.b.example.com:443",
    "8.8.8.8:53",
    "[::ffff:8.8.8.8]:53",
    "[2606:4700:0:0:0:0:0:1111]:443",
  ])("%s is listed", (target) => {
    expect(allows(list, target)).toBe(true);
  });

  it.each([
    "api.hubapi.com:80",
    "xapi.hubapi.com:443",
    "api.hubapi.com.evil.example:443",
    "example.com:443",
    "notexample.com:443",
    "a.example.com:80",
    "a.example.com.evil.example:443",
    "8.8.8.8:443",
    "8.8.4.4:53",
    "[2606:4700::1112]:443",
  ])("%s is not", (target) => {
    expect(allows(list, target)).toBe(false);
    expect(allows("public", target)).toBe(true);
  });

  it("an empty list refuses everything", () => {
    expect(allows([], "api.hubapi.com:443")).toBe(false);
  });

  it.each([
    "",
    "a",
    "a:0",
    "*:443",
    "*.*.com:443",
    "a.*:443",
    "*.1.2.3.4:80",
    "*.[::1]:80",
    "https://a:443",
    "a:443/",
    "a.:443",
    "127.1:80",
  ])("a policy with the entry %j is refused whole", (entry) => {
    expect(parsePolicy(["good.example:443", entry])).toBeUndefined();
  });
});
