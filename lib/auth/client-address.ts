// Invariant: who only sends a request can't choose the address that it is counted under. X-Forwarded-For is believed from
// listed proxies only, and only as far as listed proxies wrote it.
import { BlockList, isIP } from "node:net";

/** Reads TACIT_TRUSTED_PROXIES: addresses and CIDR ranges, separated by commas. Throws a plain Error naming a wrong entry. */
export function parseTrustedProxies(setting: string): BlockList {
  const list = new BlockList();
  for (const entry of setting
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")) {
    const [address = "", prefix, ...rest] = entry.split("/");
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || rest.length > 0 || length < 0 || length > bits) {
      throw new Error(
        `TACIT_TRUSTED_PROXIES holds "${entry}": each entry must be an IP address or a CIDR range.`,
      );
    }
    list.addSubnet(address, length, version === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** An address without zone, brackets or port, and an IPv4-mapped one as IPv4; null when it is none. */
function plainAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1")
    .replace(/%.*$/, "");
  const address = bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return isIP(address) === 0 ? null : address.toLowerCase();
}

function isTrusted(trusted: BlockList, address: string): boolean {
  return trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/**
 * The client's address: the socket's peer, or, if that is a trusted proxy, the last address of X-Forwarded-For that no trusted
 * proxy holds. "unknown" when there is none: all such requests then share one count.
 */
export function clientAddress(peer: string | null, forwardedFor: string | null, trusted: BlockList): string {
  let address = peer === null ? null : plainAddress(peer);
  const hops = (forwardedFor ?? "").split(",");
  while (address !== null && isTrusted(trusted, address)) {
    const before = plainAddress(hops.pop() ?? "");
    if (before === null) break;
    address = before;
  }
  return address ?? "unknown";
}

/** What attempts are counted under: an IPv4 address, or the /64 that one IPv6 subscriber has (RFC 6177). */
export function addressBucket(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined
      ? first
      : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
