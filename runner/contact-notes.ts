import type { EgressContact, EgressReason } from "#egress/protocol.ts";

const MOST_NOTES = 50;

const reasons: Readonly<Record<EgressReason, string>> = {
  "not-assigned": "nothing may be reached from here",
  "bad-request": "it asked in a way that nobody understands",
  "bad-host": "that is neither a host name nor an address",
  "host-not-allowed": "this action may not reach that host",
  "address-not-public": "its address is not a public one. The operator can allow it with TACIT_EGRESS_ALLOW",
  tacit: "that is Tacit itself",
  "too-many-connections": "too many connections are open",
  "too-many-hosts": "too many hosts were contacted",
  "unknown-host": "no such host is known",
  "resolve-failed": "its name could not be resolved",
  "resolve-timeout": "its name could not be resolved in time",
  "connect-failed": "nobody answers there",
  "connect-timeout": "nobody answered in time",
};

/** Turns a run's refused and failed connections into lines for its log, at most fifty. Null for those that need none. Host names come redacted. */
export function createContactNotes(
  redactHost: (host: string) => string,
): (contact: EgressContact) => string | null {
  let notes = 0;
  return ({ host, port, outcome, reason, count }) => {
    if (outcome === "connected" || notes > MOST_NOTES) return null;
    notes += 1;
    if (notes > MOST_NOTES) return "More connections were refused or failed; they are not listed.";
    const what = outcome === "denied" ? "was refused" : "failed";
    const why = reason === undefined ? "" : `: ${reasons[reason]}`;
    const times = count > 1 ? ` (${count} times)` : "";
    return `The connection to ${redactHost(host)}:${port} ${what}${times}${why}.`;
  };
}
