import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cgroupV1, cgroupV2, type CgroupMaker } from "#runner/sandbox/cgroup.ts";

const MOUNT = "/sys/fs/cgroup";

/** This process's group in one hierarchy: `controller` is empty for version 2. Null when it isn't in one. */
function ownGroup(controller: string, membership: string): string | null {
  for (const line of membership.split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined || controllers === undefined) continue;
    if (controllers.split(",").includes(controller)) return path;
  }
  return null;
}

/** Inside a container the path may be one that only the host sees: then the mount's own root is ours. */
function existing(mount: string, path: string | null): string | null {
  if (path !== null && existsSync(join(mount, path))) return join(mount, path);
  return existsSync(mount) ? mount : null;
}

/** Removes the empty groups that a killed runner left behind: it is gone, and names its groups after its pid. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^tacit-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    try {
      rmdirSync(join(parent, name));
    } catch {
      // Not empty: what still ends in it is not ours to judge.
    }
  }
}

/** Makes a group with a real limit and removes it again: the only honest answer to "is it writable?". */
function works(maker: CgroupMaker): boolean {
  try {
    const probe = maker.create(`tacit-probe-${process.pid}`, { memoryBytes: 16 * 1024 * 1024, processes: 1 });
    return probe.remove();
  } catch {
    return false;
  }
}

function findV1(membership: string): CgroupMaker | null {
  const memory = existing(join(MOUNT, "memory"), ownGroup("memory", membership));
  if (memory === null) return null;
  const pids = existing(join(MOUNT, "pids"), ownGroup("pids", membership));
  for (const parent of [memory, pids]) if (parent !== null) removeAbandoned(parent);
  const maker = cgroupV1(memory, pids);
  if (works(maker)) return maker;
  const memoryOnly = cgroupV1(memory, null);
  return works(memoryOnly) ? memoryOnly : null;
}

/**
 * A parent for sandboxes in version 2, which lets no group have both processes and limited children: below the root when
 * we may (root on the host), else beside us in a delegated group (systemd's Delegate=yes).
 */
function findV2(membership: string): CgroupMaker | null {
  const own = ownGroup("", membership);
  const above = own === null ? null : join(MOUNT, own);
  for (const place of [MOUNT, above]) {
    if (place === null || !existsSync(join(place, "cgroup.controllers"))) continue;
    const parent = join(place, `tacit-${process.pid}-runner`);
    removeAbandoned(place);
    try {
      writeFileSync(join(place, "cgroup.subtree_control"), "+memory +pids");
      mkdirSync(parent);
    } catch {
      continue;
    }
    try {
      writeFileSync(join(parent, "cgroup.subtree_control"), "+memory +pids");
      const maker = cgroupV2(parent);
      if (works(maker)) {
        process.once("exit", () => {
          try {
            rmdirSync(parent);
          } catch {
            // A sandbox is still ending in it: an empty group costs nothing.
          }
        });
        return maker;
      }
    } catch {
      // Controllers missing here: try the next place.
    }
    rmdirSync(parent);
  }
  return null;
}

/** The way to bound memory by the kernel on this host, or null where no control group is writable. */
export function findCgroups(): CgroupMaker | null {
  try {
    const membership = readFileSync("/proc/self/cgroup", "utf8");
    return findV1(membership) ?? findV2(membership);
  } catch {
    return null;
  }
}
