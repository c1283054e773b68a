import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "#egress/addresses.ts";
import { embeddedIPv4, isPublicAddress } from "#egress/reachability.ts";

const at = (text: string) => parseAddress(text)!;

describe("only globally reachable unicast is public", () => {
  // Both edges of each block and, as the control, the neighbours outside.
  it.each(
    [
      "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.255",
      "169.254.0.0 169.254.169.254 169.254.170.2 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.9 192.0.0.170 192.0.0.192 192.0.2.1",
      "192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.7 203.0.113.255 224.0.0.1 239.255.255.255",
      "240.0.0.1 255.255.255.255 168.63.129.16",
      ":: ::1 ::7f00:1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:8.8.8.8",
      "64:ff9b::127.0.0.1 64:ff9b::10.1.2.3 64:ff9b::169.254.169.254 64:ff9b:1::8.8.8.8 64:ff9b:1:ffff::1 100::1 100:0:0:1::1",
      "2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::1 2001:db8::1 2001:db8:ffff::1",
      "2002:7f00:1::1 2002:808:808::1 3fff::1 3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 fdff::1 fe80::1 febf::1",
      "fec0::1 ff02::1 ff0e::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 1fff:ffff::1",
    ].flatMap((line) => line.split(" ")),
  )("%s is not", (text) => {
    expect(isPublicAddress(at(text))).toBe(false);
  });

  it.each(
    [
      "1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 172.15.255.255",
      "172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0",
      "223.255.255.255 8.8.8.8 168.63.129.15 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2000::1 2001:200::1 2001:4860:4860::8888 2001:db7::1",
      "2001:db9::1 2003::1 2606:4700:4700::1111 3ffe::1 3fff:1000::1",
    ].flatMap((line) => line.split(" ")),
  )("%s is", (text) => {
    expect(isPublicAddress(at(text))).toBe(true);
  });
});

describe("an IPv4 address hidden in an IPv6 address is found", () => {
  it.each([
    ["::7f00:1", "127.0.0.1"],
    ["::ffff:0:127.0.0.1", "127.0.0.1"],
    ["64:ff9b::a01:203", "10.1.2.3"],
    ["2002:7f00:1::", "127.0.0.1"],
    // The example of RFC 4380 §4: server 65.54.227.120, client 192.0.2.45.
    ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "65.54.227.120"],
    ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45"],
    // RFC 6052 §2.2's places for 192.0.2.33, under the local-use prefix, for prefixes of 48, 56, 64 and 96 bits.
    ["64:ff9b:1:c000:2:2100::", "192.0.2.33"],
    ["64:ff9b:1:ffc0:0:221::", "192.0.2.33"],
    ["64:ff9b:1:ffff:c0:2:2100::", "192.0.2.33"],
    ["64:ff9b:1:ffff:ffff:ffff:192.0.2.33", "192.0.2.33"],
  ])("%s holds %s", (text, inside) => {
    expect(embeddedIPv4(at(text)).map(formatAddress)).toContain(inside);
  });

  it("and none in ordinary ones", () => {
    expect(embeddedIPv4(at("2606:4700::7f00:1"))).toEqual([]);
    expect(embeddedIPv4(at("8.8.8.8"))).toEqual([]);
  });
});
