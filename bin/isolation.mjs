// Guards lock 1 of the three (docs/security.md): what a process that can be attacked over the network sees of the machine.
import path from "node:path";

/**
 * A bubblewrap that shows a program the system read-only, the network, and of all other files only those listed.
 * @typedef {object} Isolation
 * @property {string} hostname
 * @property {string[]} readable paths shown read-only, where they are
 * @property {string[]} writable paths shown where they are, for writing
 * @property {string[]} scratch paths with an empty folder in memory, beside /tmp
 * @property {string} cwd
 * @property {{ uid: number, gid: number } | null} dropTo the ids to run as; null when the launcher is nobody special itself
 * @property {number} infoDescriptor where bubblewrap writes the process id of its process 1, as JSON: the program is the child of that
 */

/**
 * The parts of /etc that name resolution, TLS and time need. Everything else of it stays out, `shadow` and `ssh` first.
 */
const etc = [
  "hosts",
  "resolv.conf",
  "nsswitch.conf",
  "host.conf",
  "gai.conf",
  "ssl/certs",
  "ssl/openssl.cnf",
  "localtime",
  "ld.so.cache",
];

/**
 * The arguments for bwrap that start `command` under an isolation. Own process ids, System V objects, host name and
 * control groups; the network is the machine's. bwrap must itself be started with nothing but the program's environment.
 * @param {Isolation} isolation
 * @param {string[]} command program and arguments
 * @returns {string[]}
 */
export function isolationArguments(isolation, command) {
  const { dropTo } = isolation;
  return [
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    // An unprivileged launcher can do the rest in its own user namespace only. Root needs none: its ids are dropped below.
    ...(dropTo ? [] : ["--unshare-user", "--disable-userns"]),
    "--hostname",
    isolation.hostname,
    // Dies with its launcher; cannot push characters into its terminal.
    "--die-with-parent",
    "--new-session",
    // Tells process 1, which is bubblewrap: the kernel takes it and all others of the namespace away with the launcher.
    // (Never --as-pid-1: a program with dropped ids outlives bubblewrap, which may not signal it.)
    "--info-fd",
    String(isolation.infoDescriptor),
    "--cap-drop",
    "ALL",
    ...(dropTo ? ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"].flatMap((name) => ["--cap-add", name]) : []),
    ...["--ro-bind", "/usr", "/usr"],
    // Links on today's Debian, folders on older systems.
    ...["/bin", "/sbin", "/lib", "/lib64"].flatMap((folder) => ["--ro-bind-try", folder, folder]),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...["--perms", "1777", "--tmpfs", "/tmp"],
    // Made first, because bubblewrap makes the folders above a mount for root alone.
    ...foldersAbove(isolation).flatMap((folder) => ["--perms", "0755", "--dir", folder]),
    ...etc.flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    ...isolation.readable.flatMap((file) => ["--ro-bind", file, file]),
    ...isolation.writable.flatMap((file) => ["--bind", file, file]),
    ...isolation.scratch.flatMap((folder) => ["--perms", "1777", "--tmpfs", folder]),
    "--remount-ro",
    "/",
    "--chdir",
    isolation.cwd,
    "--",
    ...(dropTo ? dropPrivileges(dropTo) : []),
    ...command,
  ];
}

/**
 * Every folder above what is shown, each before those in it.
 * @param {Isolation} isolation
 */
function foldersAbove({ readable, writable, scratch, cwd }) {
  const shown = ["/etc/ssl/certs", ...readable, ...writable, ...scratch, `${cwd}/.`];
  const folders = new Set(shown.flatMap((shownPath) => ancestors(path.posix.dirname(shownPath))));
  return [...folders].filter((folder) => !/^\/(usr|bin|sbin|lib|lib64)(\/|$)|^\/tmp$/.test(folder)).sort();
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function ancestors(folder) {
  return folder === "/" ? [] : [...ancestors(path.posix.dirname(folder)), folder];
}

/** @param {{ uid: number, gid: number }} ids */
function dropPrivileges({ uid, gid }) {
  return [
    "/usr/bin/setpriv",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    "--inh-caps=-all",
    "--ambient-caps=-all",
    "--bounding-set=-all",
    "--no-new-privs",
    "--",
  ];
}
