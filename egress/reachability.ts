// Guards: only globally reachable unicast is public. The tables are the IANA IPv4 and IPv6 Special-Purpose Address Registries
// (RFC 6890, RFC 8190), read as "unless the registry says Globally Reachable: True, it is not", plus multicast (RFC 5771, RFC 4291).
import type { Address } from "#egress/addresses.ts";
import { type AddressRange, rangeHolds, rangeTable } from "#egress/ranges.ts";

const NOT_PUBLIC_V4 = rangeTable(
  "0.0.0.0/8", // this network, RFC 791
  "10.0.0.0/8", // private use, RFC 1918
  "100.64.0.0/10", // shared space of carrier-grade NAT, RFC 6598
  "127.0.0.0/8", // loopback, RFC 1122
  "169.254.0.0/16", // link local, RFC 3927; the clouds' metadata services
  "172.16.0.0/12", // private use, RFC 1918
  // IETF protocol assignments, RFC 6890. Its two globally reachable anycast addresses (PCP, TURN) end at the nearest NAT of
  // one's own network, and a cloud keeps its metadata at 192.0.0.192: the whole block is refused.
  "192.0.0.0/24",
  "192.0.2.0/24", // documentation, RFC 5737
  "192.88.99.0/24", // 6to4 relay anycast, deprecated by RFC 7526
  "192.168.0.0/16", // private use, RFC 1918
  "198.18.0.0/15", // benchmarking, RFC 2544; also the sandbox's made-up addresses
  "198.51.100.0/24", // documentation, RFC 5737
  "203.0.113.0/24", // documentation, RFC 5737
  "224.0.0.0/4", // multicast, RFC 5771
  "240.0.0.0/4", // reserved, RFC 1112, with the limited broadcast
  // Azure's WireServer: a public address by the registries, yet always the platform's own agent of this machine.
  "168.63.129.16/32",
);

/** The only block from which global unicast is assigned (RFC 4291 §2.4, IANA): all outside it is refused without being listed. */
const GLOBAL_UNICAST_V6 = rangeTable("2000::/3");

const NOT_PUBLIC_V6 = rangeTable(
  // IETF protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID, anycast of one's own NAT. Its few reachable parts (AMT,
  // AS112, ORCHIDv2, drone identifiers) serve no HTTP: the whole block is refused.
  "2001::/23",
  "2001:db8::/32", // documentation, RFC 3849
  "2002::/16", // 6to4, RFC 3056: ends wherever the embedded IPv4 address says
  "3fff::/20", // documentation, RFC 9637
);

const [NAT64] = rangeTable("64:ff9b::/96");

/** Whether an address is globally reachable unicast. NAT64's well-known prefix (RFC 6052) is what its embedded IPv4 address is. */
export function isPublicAddress(address: Address): boolean {
  if (address.family === 4) return !holds(NOT_PUBLIC_V4, address);
  if (NAT64 !== undefined && rangeHolds(NAT64, address)) return isPublicAddress(lowIPv4(address.value));
  return holds(GLOBAL_UNICAST_V6, address) && !holds(NOT_PUBLIC_V6, address);
}

/** Where in an IPv6 address a translator or tunnel looks for the IPv4 address to send to: how far right that stands. */
const EMBEDDINGS: readonly {
  readonly ranges: readonly AddressRange[];
  readonly find: readonly ((v: bigint) => bigint)[];
}[] = [
  { ranges: rangeTable("::/96", "::ffff:0:0:0/96", "64:ff9b::/96"), find: [(v) => v] },
  // Local-use NAT64, RFC 8215: the operator picks a prefix of 48 to 96 bits, and RFC 6052 §2.2 puts the address around bits 64–71.
  {
    ranges: rangeTable("64:ff9b:1::/48"),
    find: [
      (v) => v,
      (v) => v >> 24n,
      (v) => (((v >> 64n) & 0xffn) << 24n) | ((v >> 32n) & 0xffffffn),
      (v) => (((v >> 64n) & 0xffffn) << 16n) | ((v >> 40n) & 0xffffn),
    ],
  },
  { ranges: rangeTable("2002::/16"), find: [(v) => v >> 80n] },
  // Teredo, RFC 4380 §4: the server's address, and the client's with all its bits turned.
  { ranges: rangeTable("2001::/32"), find: [(v) => v >> 64n, (v) => ~v] },
];

/** The IPv4 addresses that an IPv6 address may lead to: compatible, translated, NAT64, 6to4 and Teredo forms. Empty for all else. */
export function embeddedIPv4(address: Address): readonly Address[] {
  if (address.family === 4) return [];
  return EMBEDDINGS.filter(({ ranges }) => holds(ranges, address)).flatMap(({ find }) =>
    find.map((place) => lowIPv4(place(address.value))),
  );
}

function lowIPv4(value: bigint): Address {
  return { family: 4, value: value & 0xffffffffn };
}

function holds(ranges: readonly AddressRange[], address: Address): boolean {
  return ranges.some((range) => rangeHolds(range, address));
}
