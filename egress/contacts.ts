import type { EgressContact } from "#egress/protocol.ts";

/** A contact before it is counted. */
export type Contact = Omit<EgressContact, "type" | "sandbox" | "count">;

/** Tells the runner whom a sandbox contacts. */
interface ContactReporter {
  /** Whether this target may still be contacted: the number of different ones is bounded, so that all of them can be reported. */
  readonly admit: (host: string, port: number) => boolean;
  readonly report: (contact: Contact) => void;
  /** Sends what is held back, and nothing later than what is reported before. */
  readonly flush: () => void;
}

/**
 * Reports contacts at a bounded rate and without losing any: beyond `perSecond` lines in a second, contacts with the same host, port
 * and outcome are merged into one line that says how many it stands for.
 */
export function contactReporter(
  send: (contact: Contact & { readonly count: number }) => void,
  bounds: { readonly perSecond: number; readonly targets: number },
): ContactReporter {
  const targets = new Set<string>();
  const held = new Map<string, Contact & { count: number }>();
  let sentInSecond = 0;
  let second: NodeJS.Timeout | undefined;

  const sendHeld = (most: number): void => {
    for (const [key, contact] of held) {
      if (most-- <= 0) return;
      held.delete(key);
      sentInSecond += 1;
      send(contact);
    }
  };
  const nextSecond = (): void => {
    second = undefined;
    sentInSecond = 0;
    sendHeld(bounds.perSecond);
    if (sentInSecond > 0) startSecond();
  };
  const startSecond = (): void => {
    second ??= setTimeout(nextSecond, 1000).unref();
  };

  return {
    admit: (host, port) => {
      const target = `${host} ${port}`;
      if (targets.has(target)) return true;
      if (targets.size >= bounds.targets) return false;
      targets.add(target);
      return true;
    },
    report: (contact) => {
      startSecond();
      if (sentInSecond < bounds.perSecond && held.size === 0) {
        sentInSecond += 1;
        send({ ...contact, count: 1 });
        return;
      }
      const ended = contact.bytesOut !== undefined;
      const key = [
        contact.host,
        contact.port,
        contact.outcome,
        contact.reason ?? "",
        ended ? "ended" : "",
      ].join(" ");
      const known = held.get(key);
      if (known === undefined) {
        held.set(key, { ...contact, count: 1 });
        return;
      }
      known.count += 1;
      if (ended) {
        known.bytesOut = (known.bytesOut ?? 0) + (contact.bytesOut ?? 0);
        known.bytesIn = (known.bytesIn ?? 0) + (contact.bytesIn ?? 0);
      }
    },
    flush: () => {
      clearTimeout(second);
      second = undefined;
      sendHeld(Infinity);
      sentInSecond = 0;
    },
  };
}
