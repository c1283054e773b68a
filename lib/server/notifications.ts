import "server-only";
import { webConnection } from "#lib/server/database.ts";

/** PostgreSQL's channels that web listens to; triggers in db/migrations send on them. Payloads are ids. */
export type Channel = "tacit_run" | "tacit_access" | "tacit_syntax";

type Listener = () => void;
type Hub = Map<string, Set<Listener>>;

const store = globalThis as typeof globalThis & { tacitHubs?: Map<Channel, Promise<Hub>> };

async function openHub(channel: Channel): Promise<Hub> {
  const hub: Hub = new Map();
  const wake = (id: string) => {
    for (const listener of hub.get(id) ?? []) listener();
  };
  await webConnection().sql.listen(
    channel,
    wake,
    // After a lost connection anything may have been missed, so everybody looks again.
    () => {
      for (const id of hub.keys()) wake(id);
    },
  );
  return hub;
}

/**
 * Calls `listener` whenever `channel` tells of `id`, through the process's one listening connection for that channel, and after each
 * reconnection. A notification is only a hint to look: it can come twice, and late. Returns what ends the subscription.
 */
export async function subscribe(channel: Channel, id: string, listener: Listener): Promise<() => void> {
  const hubs = (store.tacitHubs ??= new Map());
  let opening = hubs.get(channel);
  if (opening === undefined) {
    opening = openHub(channel);
    hubs.set(channel, opening);
    opening.catch(() => hubs.delete(channel));
  }
  const hub = await opening;
  const listeners = hub.get(id) ?? new Set<Listener>();
  hub.set(id, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && hub.get(id) === listeners) hub.delete(id);
  };
}
