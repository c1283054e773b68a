// Guards the host's memory and process table: a control group around each sandbox, where the kernel lets us make one.
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SandboxLimits } from "#runner/sandbox/types.ts";

/** A sandbox's own control groups. */
export interface SandboxCgroup {
  /** Moves a process in; what it starts later is born there. Throws when the kernel refuses. */
  add(pid: number): void;
  /** True once the kernel killed a process of the group for memory. */
  ranOutOfMemory(): boolean;
  /** Kills whatever is left and removes the groups. False while the kernel still clears up: call again. */
  remove(): boolean;
}

/** Makes control groups below one place. */
export interface CgroupMaker {
  /** Bounds memory (tmpfs and memfd included) and, where possible, processes. Throws when the kernel refuses. */
  create(name: string, limits: Pick<SandboxLimits, "memoryBytes" | "processes">): SandboxCgroup;
}

/** Processes of a sandbox outside the action's count: bubblewrap outside and inside, and the relay. */
const EXTRA_PROCESSES = 3;

/** Both versions' groups of one sandbox: one folder each where the version is 1, one for all where it is 2. */
interface Folders {
  /** Where memory is counted. */
  memory: string;
  all: readonly string[];
  /** File and pattern that tell of a kill for memory. */
  events: string;
}

function makeGroup(folders: Folders): SandboxCgroup {
  return {
    add(pid) {
      for (const folder of folders.all) writeFileSync(join(folder, "cgroup.procs"), String(pid));
    },
    ranOutOfMemory() {
      try {
        const events = readFileSync(join(folders.memory, folders.events), "utf8");
        return /^oom_kill [1-9]/m.test(events);
      } catch {
        return false;
      }
    },
    remove() {
      killMembers(folders.all);
      return folders.all.map(removeFolder).every((gone) => gone);
    },
  };
}

/** Belt and braces: the pid namespace's end has already killed them, unless bubblewrap died before it was finished. */
function killMembers(all: readonly string[]): void {
  for (const folder of all) {
    try {
      for (const pid of readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n")) {
        if (pid !== "" && pid !== "0") process.kill(Number(pid), "SIGKILL");
      }
    } catch {
      // The folder is gone, or the process is.
    }
  }
}

function removeFolder(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

function writeIfPresent(file: string, value: string): void {
  try {
    writeFileSync(file, value, { flag: "r+" });
  } catch {
    // Kernels without swap accounting have no such file; there is then nothing to bound.
  }
}

/** Version 1: memory and pids are hierarchies of their own (`pids` may be missing: RLIMIT_NPROC holds as well). */
export function cgroupV1(memoryParent: string, pidsParent: string | null): CgroupMaker {
  return {
    create(name, limits) {
      const memory = join(memoryParent, name);
      mkdirSync(memory);
      const all = [memory];
      try {
        writeFileSync(join(memory, "memory.limit_in_bytes"), String(limits.memoryBytes));
        writeIfPresent(join(memory, "memory.memsw.limit_in_bytes"), String(limits.memoryBytes));
        if (pidsParent !== null) {
          const pids = join(pidsParent, name);
          mkdirSync(pids);
          all.push(pids);
          writeFileSync(join(pids, "pids.max"), String(limits.processes + EXTRA_PROCESSES));
        }
      } catch (error) {
        all.forEach(removeFolder);
        throw error;
      }
      return makeGroup({ memory, all, events: "memory.oom_control" });
    },
  };
}

/** Version 2: one hierarchy; a kill for memory takes the whole group. */
export function cgroupV2(parent: string): CgroupMaker {
  return {
    create(name, limits) {
      const folder = join(parent, name);
      mkdirSync(folder);
      try {
        writeFileSync(join(folder, "memory.max"), String(limits.memoryBytes));
        writeIfPresent(join(folder, "memory.swap.max"), "0");
        writeIfPresent(join(folder, "memory.oom.group"), "1");
        writeIfPresent(join(folder, "pids.max"), String(limits.processes + EXTRA_PROCESSES));
      } catch (error) {
        removeFolder(folder);
        throw error;
      }
      return makeGroup({ memory: folder, all: [folder], events: "memory.events" });
    },
  };
}
