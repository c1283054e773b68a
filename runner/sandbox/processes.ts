import { readdirSync, readFileSync } from "node:fs";

/** Direct children of a process of this host, whichever of its threads forked them; empty when it is gone. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
      const list = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8");
      return list.split(" ").filter(Boolean).map(Number);
    });
  } catch {
    return [];
  }
}

/** All living descendants: what a sandbox detaches becomes a child of its own pid 1, never of the host's. */
export function descendantsOf(pid: number): number[] {
  const found: number[] = [];
  const waiting = childrenOf(pid);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    waiting.push(...childrenOf(next));
  }
  return found;
}
