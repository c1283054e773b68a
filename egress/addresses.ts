// Guards: an address has exactly one meaning here. What is vetted is the parsed number, and what is dialled is printed from it.

/** An IP address as a number. An IPv4-mapped IPv6 address (`::ffff:a.b.c.d`) is always held as the IPv4 address that it reaches. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const DOTTED_QUAD = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);
const MAPPED_PREFIX = 0xffffn;

/**
 * Reads an address in its strict text form: IPv4 as four decimal numbers without leading zeros (never `127.1`, `0x7f.1` or
 * `2130706433`, which the C library would take), IPv6 as in RFC 4291 §2.2 without zone and without brackets. Undefined for all else.
 */
export function parseAddress(text: string): Address | undefined {
  const quad = parseQuad(text);
  if (quad !== undefined) return { family: 4, value: quad };
  const value = parseGroups(text);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED_PREFIX ? { family: 4, value: value & 0xffffffffn } : { family: 6, value };
}

/** The canonical text: dotted quad, or RFC 5952 lower-case hexadecimal, without brackets. */
export function formatAddress(address: Address): string {
  if (address.family === 4)
    return [24n, 16n, 8n, 0n].map((shift) => (address.value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address.value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  // The URL standard's serialiser compresses the longest run of zeros, as RFC 5952 asks.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

function parseQuad(text: string): bigint | undefined {
  const octets = DOTTED_QUAD.exec(text)?.slice(1);
  return octets?.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseGroups(text: string): bigint | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  // A dotted quad may stand only at the very end, in the place of the last two groups.
  const head = expandHalf(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? expandHalf(halves[1] ?? "", true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function expandHalf(half: string, quadMayEnd: boolean): bigint[] | undefined {
  if (half === "") return [];
  const parts = half.split(":");
  const groups: bigint[] = [];
  for (const [i, part] of parts.entries()) {
    const quad = quadMayEnd && i === parts.length - 1 ? parseQuad(part) : undefined;
    if (quad !== undefined) groups.push(quad >> 16n, quad & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
