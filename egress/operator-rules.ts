// Guards: an address is dialled only if it is public or the operator lists it, and never if it is one of Tacit's own.
import type { Address } from "#egress/addresses.ts";
import { embeddedIPv4, isPublicAddress } from "#egress/reachability.ts";
import { type AddressRange, parseRange, rangeHolds, rangeTable } from "#egress/ranges.ts";
import { parseHost, splitPort, type Target } from "#egress/target.ts";

/** One entry of TACIT_EGRESS_ALLOW or TACIT_EGRESS_REFUSE. A range without a port means every port. */
export type RuleEntry =
  | { readonly kind: "name"; readonly name: string; readonly port: number }
  | { readonly kind: "range"; readonly range: AddressRange; readonly port: number | undefined };

/** What the operator lists. `refuse` wins over everything. */
export interface OperatorRules {
  readonly allow: readonly RuleEntry[];
  readonly refuse: readonly RuleEntry[];
}

/** What is known at the time of a dial, beside the address itself. */
interface DialFacts {
  readonly port: number;
  /** The name and port that were asked for are listed in `allow`. */
  readonly nameIsAllowed: boolean;
  /** This machine's addresses on its interfaces, now. */
  readonly ownAddresses: readonly Address[];
  /** What the names in `refuse` with this port resolve to, now. */
  readonly refusedAddresses: readonly Address[];
}

/** Reads `name:port`, `1.2.3.4`, `1.2.3.4:80`, `10.0.0.0/8`, `10.0.0.0/8:80`, `fd00::/8`, `[::1]`, `[::1]:80`, `[fd00::/8]:80`. */
export function parseRuleEntry(text: string): RuleEntry | undefined {
  const whole = parseRange(unbracket(text));
  if (whole !== undefined) return { kind: "range", range: whole, port: undefined };
  const authority = splitPort(text);
  if (authority === undefined) return undefined;
  const range = parseRange(unbracket(authority.host));
  if (range !== undefined) return { kind: "range", range, port: authority.port };
  const host = parseHost(authority.host);
  return host?.kind === "name" ? { kind: "name", name: host.name, port: authority.port } : undefined;
}

/** Whether the entries list this very name with this very port. */
export function listsName(entries: readonly RuleEntry[], { host, port }: Target): boolean {
  return entries.some(
    (entry) =>
      entry.kind === "name" && host.kind === "name" && entry.name === host.name && entry.port === port,
  );
}

/** The names that must be resolved before anything is dialled on this port, since they may be the target under another name. */
export function refusedNames(rules: OperatorRules, port: number): readonly string[] {
  return rules.refuse.flatMap((entry) => (entry.kind === "name" && entry.port === port ? [entry.name] : []));
}

/** The verdict on one resolved address. The IPv4 addresses embedded in it are judged with it. */
export function vetAddress(
  rules: OperatorRules,
  address: Address,
  facts: DialFacts,
): "dial" | "tacit" | "address-not-public" {
  const reached = [address, ...embeddedIPv4(address)];
  if (reached.some((one) => isTacit(rules, one, facts))) return "tacit";
  if (facts.nameIsAllowed || rules.allow.some((entry) => listsAddress(entry, address, facts.port)))
    return "dial";
  const own = reached.some((one) => facts.ownAddresses.some((mine) => same(mine, one)));
  return !own && isPublicAddress(address) ? "dial" : "address-not-public";
}

/** Addresses by which every machine reaches itself. Connecting to the unspecified address reaches loopback on Linux. */
const SELF = rangeTable("127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128");

function isTacit(rules: OperatorRules, address: Address, facts: DialFacts): boolean {
  const isThisMachine = (one: Address): boolean =>
    SELF.some((range) => rangeHolds(range, one)) || facts.ownAddresses.some((mine) => same(mine, one));
  const here = isThisMachine(address);
  // A refused address of this machine stands for all of them: who listens on one may listen on every one.
  const refuses = (entry: RuleEntry): boolean =>
    listsAddress(entry, address, facts.port) ||
    (here &&
      entry.kind === "range" &&
      portFits(entry.port, facts.port) &&
      (isThisMachine(entry.range.base) || facts.ownAddresses.some((mine) => rangeHolds(entry.range, mine))));
  return (
    rules.refuse.some(refuses) ||
    facts.refusedAddresses.some((refused) => same(refused, address) || (here && isThisMachine(refused)))
  );
}

/** What the name localhost means, whoever is asked (RFC 6761 §6.3). */
const LOCALHOST = rangeTable("127.0.0.1/32", "::1/128");

function listsAddress(entry: RuleEntry, address: Address, port: number): boolean {
  if (!portFits(entry.port, port)) return false;
  if (entry.kind === "range") return rangeHolds(entry.range, address);
  // Programs resolve localhost themselves and dial its address, so an entry for the name means that, too.
  return entry.name === "localhost" && LOCALHOST.some((range) => rangeHolds(range, address));
}

function portFits(listed: number | undefined, port: number): boolean {
  return listed === undefined || listed === port;
}

function same(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

function unbracket(text: string): string {
  return /^\[[^[\]]*:[^[\]]*\]$/.test(text) ? text.slice(1, -1) : text;
}
