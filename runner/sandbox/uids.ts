// Guards RLIMIT_NPROC and file ownership between sandboxes: no two live sandboxes of a runner share a host uid.
import { randomInt } from "node:crypto";

/**
 * Where host uids for sandboxes come from: a range that distributions and systemd give to nobody
 * (https://systemd.io/UIDS-GIDS: 1879048192 to 2147483647), and that no /etc/subuid default reaches.
 */
const FIRST_UID = 1_879_048_192;
const BLOCK_SIZE = 1024;
const BLOCKS = 262_144;

/** Hands out uids, each to one holder at a time. */
interface UidAllocator {
  /** A uid that nobody holds, or undefined when all are held. */
  take(): number | undefined;
  /** Gives one back. Giving back what isn't held is an error of the caller's and throws. */
  release(uid: number): void;
}

/** Allocates from `count` uids starting at `first`, going round, so that a uid rests before its next use. */
export function createUidAllocator(first: number, count: number): UidAllocator {
  const held = new Set<number>();
  let next = 0;
  return {
    take() {
      for (let tried = 0; tried < count; tried++) {
        const uid = first + next;
        next = (next + 1) % count;
        if (held.has(uid)) continue;
        held.add(uid);
        return uid;
      }
      return undefined;
    },
    release(uid) {
      if (!held.delete(uid)) throw new RangeError("This uid is not held.");
    },
  };
}

/** This process's own allocator: a random block, so that several runners of a machine practically never share one. */
export const sandboxUids = createUidAllocator(FIRST_UID + randomInt(BLOCKS) * BLOCK_SIZE, BLOCK_SIZE);
