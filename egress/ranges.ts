import { type Address, parseAddress } from "#egress/addresses.ts";

/** A block of addresses: those of one family whose first `prefix` bits equal the base's. */
export interface AddressRange {
  readonly base: Address;
  readonly prefix: number;
}

/**
 * Reads `10.0.0.0/8`, `fd00::/8`, or a single address. Undefined when malformed, when bits are set beyond the prefix
 * (`10.1.2.3/8` would open far more than its writer may think), or when it is written in the IPv4-mapped form with a prefix.
 */
export function parseRange(text: string): AddressRange | undefined {
  const [addressText = "", prefixText, ...more] = text.split("/");
  const base = parseAddress(addressText);
  if (base === undefined || more.length > 0) return undefined;
  const width = base.family === 4 ? 32 : 128;
  if (prefixText === undefined) return { base, prefix: width };
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  if (prefix > width || (base.family === 4 && addressText.includes(":"))) return undefined;
  const rest = BigInt(width - prefix);
  return (base.value >> rest) << rest === base.value ? { base, prefix } : undefined;
}

/** Whether the range holds the address; never across families. */
export function rangeHolds(range: AddressRange, address: Address): boolean {
  if (range.base.family !== address.family) return false;
  const rest = BigInt((address.family === 4 ? 32 : 128) - range.prefix);
  return range.base.value >> rest === address.value >> rest;
}

/** Reads a table of ranges that stands in the source; throws on a typing error in it. */
export function rangeTable(...texts: readonly string[]): readonly AddressRange[] {
  return texts.map((text) => {
    const range = parseRange(text);
    if (range === undefined) throw new Error(`not an address range: ${text}`);
    return range;
  });
}
