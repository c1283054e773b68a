// Guards the host from actions: starts one bubblewrap per run, bounds it from outside, and tells how it ended.
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, closeSync, constants, fstatSync, openSync } from "node:fs";
import { Duplex, Readable } from "node:stream";
import { bwrapArguments, bwrapCommand, type ArgumentOptions } from "#runner/sandbox/arguments.ts";
import type { CgroupMaker, SandboxCgroup } from "#runner/sandbox/cgroup.ts";
import { sandboxContent, withDescriptors } from "#runner/sandbox/content.ts";
import { findCgroups } from "#runner/sandbox/find-cgroups.ts";
import { SandboxProcess } from "#runner/sandbox/process.ts";
import type { Sandbox, SandboxOptions } from "#runner/sandbox/types.ts";
import { sandboxUids } from "#runner/sandbox/uids.ts";

/** Debian's path. Never looked up in PATH. */
export const BUBBLEWRAP = "/usr/bin/bwrap";

/** Opens a socket's name without opening the socket (open(2)); Node has no constant for it, Linux's is the same everywhere. */
const O_PATH = 0o10000000;

/** What may stand in the names of control groups. */
const ID = /^[A-Za-z0-9-]{1,64}$/;

/** First descriptor after the standard streams and the channel; see SandboxDescriptors. */
const ARGUMENTS = 4;
const SECCOMP = 5;
const GATEWAY = 6;
const BOOTSTRAP = 7;
const FIRST_FILE = 8;

let cgroups: CgroupMaker | null | undefined;

/**
 * Starts a sandbox at once; `ready` tells when Python waits in it. Never throws: whatever fails, here or inside, ends as
 * cause "setup" with no Python started or no action's code read. There is no fallback to anything less enclosed.
 */
export function launchSandbox(options: SandboxOptions): Sandbox {
  const undo: (() => void)[] = [];
  try {
    return launch(options, undo);
  } catch (error) {
    for (const step of undo.reverse()) step();
    return failedSandbox(options.id, error instanceof Error ? error.message : "unknown problem");
  }
}

function launch(options: SandboxOptions, undo: (() => void)[]): Sandbox {
  const { id, limits, loopbackPorts, python, caBundle } = options;
  if (!ID.test(id)) throw new RangeError("A sandbox's id is letters, digits and hyphens.");
  if (!loopbackPorts.every((port) => Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new RangeError("A loopback port is a number from 1 to 65535.");
  }
  if (cgroups === undefined) cgroups = findCgroups();
  const content = sandboxContent({
    python,
    memfd: cgroups !== null,
    ...(caBundle === undefined ? {} : { caBundle }),
  });

  const uid = takeUid(undo);
  // Handed over as a descriptor: no path of the host appears in the sandbox, and none must be walkable for its uid.
  const gateway = openSync(options.egressSocket, O_PATH | constants.O_NOFOLLOW);
  try {
    if (!fstatSync(gateway).isSocket()) throw new Error("The way to the egress gateway is no socket.");
    // The socket is this sandbox's alone, so its uid may own it, and no other sandbox's uid may connect. Changed through
    // the descriptor: a gateway that was taken over can't make root give away another file by swapping the path.
    if (uid !== undefined) chownSync(`/proc/self/fd/${gateway}`, uid, uid);
    const group = cgroups?.create(`tacit-${process.pid}-${id}`, limits) ?? null;
    if (group !== null) undo.push(() => group.remove());
    const files = [...content.files];
    const settings: ArgumentOptions = {
      limits,
      loopbackPorts,
      python,
      descriptors: {
        arguments: ARGUMENTS,
        seccomp: SECCOMP,
        gateway: GATEWAY,
        bootstrap: BOOTSTRAP,
        files: new Map(files.map(([path], index) => [path, FIRST_FILE + index])),
      },
    };
    const kept = [content.seccomp, content.bootstrap, ...files.map(([, file]) => file)];
    const child = withDescriptors(kept, ([seccomp = -1, ...rest]) =>
      spawn(BUBBLEWRAP, bwrapCommand(settings), {
        // Empty: what stands here is readable as /proc/1/environ inside, whatever bubblewrap clears.
        env: {} as NodeJS.ProcessEnv, // Next's types want NODE_ENV
        cwd: "/",
        // A process group of its own, so that bubblewrap can be killed together with what it has just forked.
        detached: true,
        ...(uid === undefined ? {} : { uid, gid: uid }),
        stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", seccomp, gateway, ...rest],
      }),
    );
    enclose(child, group, settings);
    return new SandboxProcess(options, child, group, () => {
      if (uid !== undefined) sandboxUids.release(uid);
    });
  } finally {
    closeSync(gateway);
  }
}

/** As root every sandbox gets a host uid of its own: RLIMIT_NPROC does not hold for root. Else it runs as the runner. */
function takeUid(undo: (() => void)[]): number | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const uid = sandboxUids.take();
  if (uid === undefined) throw new Error("Too many sandboxes at once.");
  undo.push(() => {
    sandboxUids.release(uid);
  });
  return uid;
}

/** Moves bubblewrap into its control group, and only then gives it the arguments that it waits for: nothing starts outside. */
function enclose(child: ChildProcess, group: SandboxCgroup | null, settings: ArgumentOptions): void {
  if (child.pid === undefined) return; // not started: the event "error" tells
  const pipe = child.stdio[ARGUMENTS] as Duplex;
  pipe.on("error", () => undefined); // bubblewrap ended early: its exit tells
  try {
    group?.add(child.pid);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  pipe.end(`${bwrapArguments(settings).join("\0")}\0`);
}

/** What a caller gets when nothing could even be started. */
function failedSandbox(id: string, problem: string): Sandbox {
  const ready = Promise.reject(new Error(problem));
  ready.catch(() => undefined);
  return {
    id,
    stdout: Readable.from([]),
    stderr: Readable.from([]),
    channel: new Duplex({
      read() {
        this.push(null);
      },
      write(_chunk, _encoding, done) {
        done();
      },
    }),
    ready,
    ended: Promise.resolve({ exitCode: null, signal: null, cause: "setup", setupError: problem }),
    start: () => undefined,
    kill: () => undefined,
  };
}
