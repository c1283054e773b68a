import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACTION_UID, CA_BUNDLE_PATH } from "#runner/sandbox/arguments.ts";
import { compileSeccomp } from "#runner/sandbox/seccomp.ts";

/** The system's own list of certificate authorities (Debian's package ca-certificates). */
const SYSTEM_CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

/** Any address does: every question to port 53 is redirected to the relay. */
const NAME_SERVER = "198.19.255.254";

const SMALL_FILES: Readonly<Record<string, string>> = {
  "/etc/hosts": "127.0.0.1 localhost sandbox\n",
  "/etc/resolv.conf": `nameserver ${NAME_SERVER}\noptions timeout:5 attempts:1\n`,
  "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
  "/etc/passwd": `action:x:${ACTION_UID}:${ACTION_UID}:action:/home/action:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n`,
  "/etc/group": `action:x:${ACTION_UID}:\nnogroup:x:65534:\n`,
};

/** A file without a name, kept open; each sandbox reads it through a descriptor of its own. */
interface KeptFile {
  /** A descriptor at the file's beginning, to be closed by the caller. */
  open(): number;
}

/** Content that all sandboxes of the same settings share. None of it is secret. */
interface SandboxContent {
  seccomp: KeptFile;
  bootstrap: KeptFile;
  /** Path in the sandbox → content. */
  files: ReadonlyMap<string, KeptFile>;
}

/**
 * Writes `data` to a file and unlinks it at once: nothing to clean up, nothing that a cleaner of /tmp takes away, and no
 * path that an unprivileged uid would have to be able to walk.
 */
function keep(data: string | Buffer): KeptFile {
  const folder = mkdtempSync(join(tmpdir(), "tacit-"));
  try {
    const path = join(folder, "content");
    writeFileSync(path, data, { mode: 0o444 });
    const kept = openSync(path, "r");
    return { open: () => openSync(`/proc/self/fd/${kept}`, "r") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The bootstrap's modules, compiled by the interpreter that will run them. Throws when it can't. */
function compileBootstrap(python: string): Buffer {
  const folder = join(import.meta.dirname, "../python");
  const script = readFileSync(join(folder, "bundle.py"), "utf8");
  return execFileSync(python, ["-I", "-S", "-c", script, folder], {
    env: {} as NodeJS.ProcessEnv, // Next's types want NODE_ENV
    cwd: "/",
    timeout: 30_000,
    maxBuffer: 16 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** PEM text of every authority that actions trust. */
function certificates(caBundle: string | undefined): string {
  const system = readFileSync(SYSTEM_CA_BUNDLE, "utf8");
  return caBundle === undefined ? system : `${system}\n${readFileSync(caBundle, "utf8")}\n`;
}

const made = new Map<string, SandboxContent>();

/** What a variant of content depends on. */
interface ContentOptions {
  python: string;
  caBundle?: string;
  /** See SeccompOptions. */
  memfd: boolean;
}

/** The shared content for these settings, made once in the life of this process. Throws when something is missing. */
export function sandboxContent({ python, caBundle, memfd }: ContentOptions): SandboxContent {
  const key = JSON.stringify([python, caBundle ?? null, memfd]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const architecture = process.arch;
  if (architecture !== "x64" && architecture !== "arm64") {
    throw new Error(`Sandboxes run on x86-64 and arm64, and this machine is ${architecture}.`);
  }
  const files = { ...SMALL_FILES, [CA_BUNDLE_PATH]: certificates(caBundle) };
  const content = {
    seccomp: keep(compileSeccomp({ architecture, memfd })),
    bootstrap: keep(compileBootstrap(python)),
    files: new Map(Object.entries(files).map(([path, data]) => [path, keep(data)])),
  };
  made.set(key, content);
  return content;
}

/** Opens what one launch hands over, in the order of its descriptors, and closes all of it again afterwards. */
export function withDescriptors<T>(files: readonly KeptFile[], use: (opened: number[]) => T): T {
  const opened: number[] = [];
  try {
    for (const file of files) opened.push(file.open());
    return use(opened);
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}
