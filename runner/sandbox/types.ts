import type { Duplex, Readable } from "node:stream";

/** What one run may use. Every limit is enforced outside Python. */
export interface SandboxLimits {
  /** Seconds from `start()` (not from the launch: a warm sandbox may wait). */
  wallSeconds: number;
  /** Bytes of memory in total: heap, tmpfs, memfd, and the sandbox's own processes. */
  memoryBytes: number;
  /** Processes and threads of the action. */
  processes: number;
  /** Bytes of each writable tmpfs (/tmp, home, /dev/shm), and of one file. */
  tmpBytes: number;
}

export interface SandboxOptions {
  /** Names the sandbox on the host (letters, digits, hyphens; at most 64): never the run's id, never a secret. */
  id: string;
  /** Host path of this sandbox's own Unix socket of the gateway. As root it is given to the sandbox's uid. */
  egressSocket: string;
  limits: SandboxLimits;
  /** Ports of 127.0.0.1 that reach the gateway (as `127.0.0.1:port`, else as `localhost:port`) instead of the sandbox itself. */
  loopbackPorts: readonly number[];
  /** The system's interpreter below /usr, such as /usr/bin/python3. */
  python: string;
  /** A PEM file of further certificate authorities, trusted beside the system's. */
  caBundle?: string;
}

export interface SandboxEnd {
  /** Status of Python; 128 + n when signal n killed it; null when the sandbox was killed from outside. */
  exitCode: number | null;
  /** The signal that ended the sandbox's outermost process, if one did. */
  signal: string | null;
  cause: "exited" | "timed_out" | "memory" | "killed" | "setup";
  /** For "setup": what the first failing step said. No action's code ran. */
  setupError?: string;
}

/** One sandbox: used for one run and never again. */
export interface Sandbox {
  readonly id: string;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Newline-delimited JSON both ways, from after the first line `ready`. Python is hostile: validate every line. */
  readonly channel: Duplex;
  /** Resolves when Python waits for `start`; rejects when the set-up fails or the sandbox ends before. */
  readonly ready: Promise<void>;
  /** Resolves once no process of the sandbox is left. What it wrote may still be waiting in the streams. */
  readonly ended: Promise<SandboxEnd>;
  /** Begins the wall clock. The caller writes the `start` message to `channel` itself. */
  start(): void;
  /** Kills every process of the sandbox at once. Idempotent; the first cause is the one that `ended` tells. */
  kill(cause: SandboxEnd["cause"]): void;
}
