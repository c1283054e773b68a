// Guards what a sandbox sees of the host: the whole argument list of bubblewrap, as one pure function.
import type { SandboxLimits } from "#runner/sandbox/types.ts";

/** Descriptor numbers inside bubblewrap. 0 to 3 are /dev/null, the log's two streams and the channel. */
interface SandboxDescriptors {
  arguments: number;
  seccomp: number;
  /** The gateway's socket; 6 by agreement with runner/python/tacit_main.py. */
  gateway: 6;
  bootstrap: number;
  /** Path in the sandbox → descriptor of its content. */
  files: ReadonlyMap<string, number>;
}

/** What the argument list depends on; nothing of it is secret, and nothing of it names a run. */
export interface ArgumentOptions {
  limits: SandboxLimits;
  loopbackPorts: readonly number[];
  python: string;
  descriptors: SandboxDescriptors;
}

/** The action's uid, gid and home in the sandbox: unprivileged there as on the host. */
export const ACTION_UID = 1000;
const ACTION_HOME = "/home/action";
/** The one file of certificate authorities, where Debian's programs look for it. */
export const CA_BUNDLE_PATH = "/etc/ssl/certs/ca-certificates.crt";
const BOOTSTRAP_PATH = "/run/tacit/bootstrap";

/** What an action finds in its environment: the same for every run. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  HOME: ACTION_HOME,
  USER: "action",
  LOGNAME: "action",
  TMPDIR: "/tmp",
  LANG: "C.UTF-8",
  TZ: "UTC",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUTF8: "1",
  SSL_CERT_FILE: CA_BUNDLE_PATH,
  REQUESTS_CA_BUNDLE: CA_BUNDLE_PATH,
  CURL_CA_BUNDLE: CA_BUNDLE_PATH,
};

/** Loads the compiled modules in order and runs the last; what runner/python/bundle.py wrote. */
const LOADER = `import marshal,sys
with open("${BOOTSTRAP_PATH}","rb") as f: modules=marshal.load(f)
for name,code in modules:
 module=sys.modules[name]=type(sys)(name)
 exec(code,module.__dict__)
module.main(frozenset("<%s>"%name for name,_ in modules))`;

/**
 * Not `--dev`: its devpts makes bubblewrap enter a second user namespace for any uid but 0, where CAP_NET_ADMIN is worth
 * nothing for the network namespace of the first; and its tmpfs would have no bound.
 */
const DEVICES = ["null", "zero", "full", "random", "urandom"];
const DEVICE_LINKS: Readonly<Record<string, string>> = {
  fd: "/proc/self/fd",
  stdin: "/proc/self/fd/0",
  stdout: "/proc/self/fd/1",
  stderr: "/proc/self/fd/2",
};

/** A tmpfs of bounded size; without `--size` it may grow to half of the host's memory. */
const tmpfs = (path: string, bytes: number, mode: string): string[] => [
  "--perms",
  mode,
  "--size",
  String(bytes),
  "--tmpfs",
  path,
];

/**
 * The real argv of bubblewrap, which is readable as /proc/1/cmdline inside: it names no file of the host.
 * Everything else comes through the descriptor, and nothing happens before that was read to its end.
 */
export function bwrapCommand(options: ArgumentOptions): string[] {
  const { limits, loopbackPorts, python, descriptors } = options;
  const interpreter = [python, "-I", "-S", "-B", "-X", "utf8", "-c", LOADER];
  const parameters = [
    String(limits.processes + OWN_PROCESSES),
    String(limits.tmpBytes),
    loopbackPorts.join(","),
  ];
  return ["--args", String(descriptors.arguments), "--", ...interpreter, ...parameters];
}

/** Processes of a sandbox that are not the action's: bubblewrap's pid 1 and the relay. */
const OWN_PROCESSES = 2;

/**
 * The arguments that bubblewrap reads from its descriptor. /usr comes last: should the runner die in the middle of writing
 * them, the list is cut, there is no interpreter to start, and nothing runs half-enclosed.
 */
export function bwrapArguments(options: ArgumentOptions): string[] {
  const { limits, descriptors } = options;
  return [
    // Namespaces: user, pid, network, ipc, uts, cgroup, mount.
    ...["--unshare-all", "--unshare-user", "--uid", String(ACTION_UID), "--gid", String(ACTION_UID)],
    ...["--hostname", "sandbox", "--new-session", "--die-with-parent"],
    // For the network's set-up; runner/python/tacit_privileges.py drops both, and everything else, before any action.
    ...["--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_SETPCAP"],
    ...["--seccomp", String(descriptors.seccomp)],
    ...["--proc", "/proc"],
    ...DEVICES.flatMap((name) => ["--dev-bind", `/dev/${name}`, `/dev/${name}`]),
    ...Object.entries(DEVICE_LINKS).flatMap(([name, target]) => ["--symlink", target, `/dev/${name}`]),
    ...tmpfs("/dev/shm", limits.tmpBytes, "1777"),
    ...tmpfs("/tmp", limits.tmpBytes, "1777"),
    ...tmpfs(ACTION_HOME, limits.tmpBytes, "0700"),
    ...["--perms", "0444", "--file", String(descriptors.bootstrap), BOOTSTRAP_PATH],
    ...[...descriptors.files].flatMap(([path, fd]) => ["--perms", "0444", "--file", String(fd), path]),
    // Only symbolic links into /usr, without which Debian's numpy finds no libblas.
    ...["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"],
    ...["bin", "sbin", "lib", "lib64"].flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]),
    ...["--chdir", ACTION_HOME],
    ...Object.entries(ENVIRONMENT).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--dir", "/usr", "--remount-ro", "/", "--ro-bind", "/usr", "/usr"],
  ];
}
