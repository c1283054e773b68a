import { describe, expect, it } from "vitest";
import { addressBucket, clientAddress, parseTrustedProxies } from "#lib/auth/client-address.ts";

const nobody = parseTrustedProxies("");
const proxies = parseTrustedProxies("10.0.0.0/8, 2001:db8:1::/48,127.0.0.1");

describe("the client's address", () => {
  it.each([
    ["203.0.113.9", null, nobody, "203.0.113.9"],
    ["::ffff:203.0.113.9", null, nobody, "203.0.113.9"],
    ["fe80::1%eth0", null, nobody, "fe80::1"],
    [null, "203.0.113.9", proxies, "unknown"],
    ["", "203.0.113.9", proxies, "unknown"],
  ])("is the socket's peer: %s", (peer, forwarded, trusted, address) => {
    expect(clientAddress(peer, forwarded, trusted)).toBe(address);
  });

  it.each(["6.6.6.6", "6.6.6.6, 7.7.7.7", "127.0.0.1", "nonsense"])(
    "isn't what a client says of itself: %s",
    (forged) => {
      expect(clientAddress("203.0.113.9", forged, nobody)).toBe("203.0.113.9");
      expect(clientAddress("203.0.113.9", forged, proxies)).toBe("203.0.113.9");
    },
  );

  it.each([
    ["198.51.100.7", "198.51.100.7"],
    ["6.6.6.6, 198.51.100.7", "198.51.100.7"],
    ["6.6.6.6, 198.51.100.7, 10.9.9.9, 2001:db8:1::5", "198.51.100.7"],
    ["6.6.6.6, [2001:db8:2::7]:443", "2001:db8:2::7"],
    ["198.51.100.7:5151", "198.51.100.7"],
  ])("is, behind trusted proxies, the last one that none of them holds: %s", (forwarded, address) => {
    expect(clientAddress("10.1.2.3", forwarded, proxies)).toBe(address);
    expect(clientAddress("::ffff:10.1.2.3", forwarded, proxies)).toBe(address);
  });

  it("stays with the last trusted hop where the chain breaks off or makes no sense", () => {
    expect(clientAddress("10.1.2.3", null, proxies)).toBe("10.1.2.3");
    expect(clientAddress("10.1.2.3", "6.6.6.6, <script>, 10.2.2.2", proxies)).toBe("10.2.2.2");
  });
});

describe("TACIT_TRUSTED_PROXIES", () => {
  it.each([
    "proxy.example.com",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "::1/129",
    "300.1.1.1",
    "10.0.0.0/-1",
  ])("is refused when it holds %s", (entry) => {
    expect(() => parseTrustedProxies(`127.0.0.1,${entry}`)).toThrow(`"${entry}"`);
  });
});

describe("the bucket of an address", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["unknown", "unknown"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("is one for all that a subscriber may hold: %s", (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });
});
