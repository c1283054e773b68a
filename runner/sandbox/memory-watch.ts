// Guards the host's memory where no control group is writable: looks at what a sandbox uses, and reports excess.
import { readFileSync, statfsSync } from "node:fs";
import { descendantsOf } from "#runner/sandbox/processes.ts";

/** Milliseconds between two looks. In that time a process can touch some hundred MiB: this bound is soft. */
const INTERVAL = 100;
/** What a file without content costs the kernel, roughly; tmpfs bounds bytes, not their number. */
const BYTES_PER_FILE = 1024;
const WRITABLE = ["tmp", "dev/shm", "home/action"];

/** Bytes of one process that are its share: /proc/<pid>/smaps_rollup's Pss, without pages of files. 0 when it is gone. */
function ownShare(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const kilobytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
    return (kilobytes("Pss_Anon") + kilobytes("Pss_Shmem")) * 1024;
  } catch {
    return 0;
  }
}

/** Bytes in the sandbox's tmpfs mounts, seen through one of its processes. */
function tmpfsUse(pid: number): number {
  let bytes = 0;
  for (const path of WRITABLE) {
    try {
      const { blocks, bfree, bsize, files, ffree } = statfsSync(`/proc/${pid}/root/${path}`);
      bytes += (blocks - bfree) * bsize + (files - ffree) * BYTES_PER_FILE;
    } catch {
      // Not mounted yet, or ended.
    }
  }
  return bytes;
}

/** Bytes that a sandbox uses: its processes' own pages and its tmpfs. A mapped file of a tmpfs is counted twice. */
function memoryUse(outermost: number): number {
  const processes = descendantsOf(outermost);
  const first = processes[0];
  if (first === undefined) return 0;
  return processes.reduce((sum, pid) => sum + ownShare(pid), 0) + tmpfsUse(first);
}

/** Calls `exceeded` once, when the sandbox below `outermost` uses more than `limit` bytes. Returns the way to stop. */
export function watchMemory(outermost: number, limit: number, exceeded: () => void): () => void {
  const timer = setInterval(() => {
    if (memoryUse(outermost) <= limit) return;
    clearInterval(timer);
    exceeded();
  }, INTERVAL);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
