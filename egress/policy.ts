// Guards: a run reaches only the names of its policy. Decided on the name alone, before anything is resolved, so that a refused name
// is not even asked for (a DNS question can carry a secret out).
import { type Host, parseHost, sameHost, splitPort, type Target } from "#egress/target.ts";

/** A run's policy in the form in which it is checked. */
export type HostPolicy =
  { readonly kind: "public" } | { readonly kind: "list"; readonly patterns: readonly HostPattern[] };

interface HostPattern {
  readonly host: Host;
  readonly port: number;
  /** `*.example.com`: every name below the host at any depth, not the host itself. */
  readonly below: boolean;
}

/**
 * Reads a policy as the runner sends it: `"public"`, or a list of `name:port`, `*.name:port`, `1.2.3.4:port` and `[2001:…]:port`.
 * Undefined when an entry is malformed: a policy is taken whole or not at all. A list only narrows; an empty one refuses all.
 */
export function parsePolicy(hosts: "public" | readonly string[]): HostPolicy | undefined {
  if (hosts === "public") return { kind: "public" };
  const patterns = hosts.map(parsePattern).filter((pattern) => pattern !== undefined);
  return patterns.length === hosts.length ? { kind: "list", patterns } : undefined;
}

/** Whether the policy lets a run ask for this host and port at all. */
export function policyAllows(policy: HostPolicy, target: Target): boolean {
  return policy.kind === "public" || policy.patterns.some((pattern) => matches(pattern, target));
}

function parsePattern(text: string): HostPattern | undefined {
  const below = text.startsWith("*.");
  const authority = splitPort(below ? text.slice(2) : text);
  const host = authority && parseHost(authority.host);
  if (authority === undefined || host === undefined || (below && host.kind !== "name")) return undefined;
  return { host, port: authority.port, below };
}

function matches(pattern: HostPattern, { host, port }: Target): boolean {
  if (pattern.port !== port) return false;
  if (!pattern.below) return sameHost(pattern.host, host);
  return host.kind === "name" && pattern.host.kind === "name" && host.name.endsWith(`.${pattern.host.name}`);
}
