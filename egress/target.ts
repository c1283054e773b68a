// Guards: a host is either a name of plain LDH labels or one canonical address; nothing that a resolver could read in a third way.
import { type Address, formatAddress, parseAddress } from "#egress/addresses.ts";

/** Where a connection shall go. Names are lower-case, without a trailing dot. */
export interface Target {
  readonly host: Host;
  readonly port: number;
}

/** A host: a name that still has to be resolved, or an address. */
export type Host =
  { readonly kind: "name"; readonly name: string } | { readonly kind: "address"; readonly address: Address };

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * Reads a host: letters, digits, hyphens (not at a label's edge) and underscores, at most 253 characters (RFC 1123 §2.1); a dotted
 * quad; or IPv6 in brackets. A last label that starts like a number is refused (`127.1`, `0x7f.1`, `2130706433`): the C library
 * would take it for an address (URL standard, "ends in a number").
 */
export function parseHost(text: string): Host | undefined {
  if (text.startsWith("[")) {
    const address = text.endsWith("]") ? parseAddress(text.slice(1, -1)) : undefined;
    // `[1.2.3.4]` is no IPv6 literal.
    return address !== undefined && text.includes(":") ? { kind: "address", address } : undefined;
  }
  if (text.includes(":")) return undefined;
  const address = parseAddress(text);
  if (address !== undefined) return { kind: "address", address };
  const name = text.toLowerCase();
  const labels = name.split(".");
  if (!/^[\x21-\x7e]{1,253}$/.test(text) || !labels.every((label) => LABEL.test(label))) return undefined;
  return /^([0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "") ? undefined : { kind: "name", name };
}

/** Splits `host:port` at the port: 1 to 65535 in canonical decimal. Undefined when there is none; the host is not looked at. */
export function splitPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(\[[^\]]*\]|[^:]*):([1-9][0-9]{0,4})$/.exec(text);
  const port = Number(match?.[2]);
  return match?.[1] !== undefined && port <= 65535 ? { host: match[1], port } : undefined;
}

/** The canonical text of a host, without brackets: what the runner is told. */
export function hostText(host: Host): string {
  return host.kind === "name" ? host.name : formatAddress(host.address);
}

/** Whether two hosts are the same as written; nothing is resolved. */
export function sameHost(a: Host, b: Host): boolean {
  return hostText(a) === hostText(b);
}
