import { spawnSync } from "node:child_process";
import { constants, statSync } from "node:fs";
import path from "node:path";
import { findProgram } from "./debian-packages.mjs";
import { postgresNative } from "./project.mjs";
import { Refusal } from "./refusal.mjs";

const accountName = "tacit-postgres";

/**
 * The account that PostgreSQL runs under: it refuses to be root. Null when this process is not root either.
 * @param {(message: string) => void} say
 * @returns {{ uid: number, gid: number } | null}
 */
export function postgresAccount(say) {
  if (process.getuid?.() !== 0) return null;
  if (known) return known;
  const found = lookUp();
  if (found) return (known = found);
  say(`Making the system account ${accountName}: PostgreSQL does not run as root.`);
  const useradd = findProgram("useradd");
  if (useradd)
    spawnSync(useradd, [
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
      accountName,
    ]);
  known = lookUp() ?? undefined;
  if (!known)
    throw new Refusal(
      `PostgreSQL does not run as root, and the account ${accountName} could not be made: make it, or set DATABASE_URL.`,
    );
  return known;
}

/** @type {{ uid: number, gid: number } | undefined} */
let known;

function lookUp() {
  const id = (/** @type {string} */ flag) =>
    Number.parseInt(spawnSync("id", [flag, accountName], { encoding: "utf8" }).stdout);
  const uid = id("-u");
  return Number.isInteger(uid) ? { uid, gid: id("-g") } : null;
}

/**
 * The command line of a PostgreSQL program under its account. `{data}` in the arguments stands for the data folder.
 *
 * Where the account cannot reach the folders (a checkout in /root, say), the program gets a view of its own in which
 * they are under /mnt; nothing changes for anybody else.
 * @param {{ uid: number, gid: number } | null} account
 * @param {string} name
 * @param {string} data
 * @param {string[]} args
 * @returns {{ program: string, args: string[], dataFolder: string }}
 */
export function runAsPostgres(account, name, data, args) {
  const place = (/** @type {string} */ native, /** @type {string} */ folder) => [
    path.join(native, "bin", name),
    ...args.map((arg) => (arg === "{data}" ? folder : arg)),
  ];
  // The kernel asks it to shut down should this process be killed.
  const orphaned = ["--pdeathsig=INT", "--"];
  const setpriv = process.platform === "linux" ? findProgram("setpriv") : null;
  if (!account || !setpriv) {
    const [program = "", ...rest] = setpriv
      ? [setpriv, ...orphaned, ...place(postgresNative, data)]
      : place(postgresNative, data);
    return { program, args: rest, dataFolder: data };
  }
  const drop = [
    setpriv,
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    "--clear-groups",
    "--inh-caps=-all",
    "--no-new-privs",
  ];
  if (canReach(account, postgresNative) && canReach(account, path.dirname(data)))
    return {
      program: drop[0] ?? "",
      args: [...drop.slice(1), ...orphaned, ...place(postgresNative, data)],
      dataFolder: data,
    };
  const view = `mount -t tmpfs -o mode=755,size=1m tmpfs /mnt && mkdir /mnt/native /mnt/data &&
    mount --bind "$1" /mnt/native && mount --bind "$2" /mnt/data && shift 2 && exec "$@"`;
  return {
    program: findProgram("unshare") ?? "unshare",
    args: [
      "--mount",
      "--propagation=private",
      "sh",
      "-c",
      view,
      "sh",
      postgresNative,
      data,
      ...drop,
      ...orphaned,
      ...place("/mnt/native", "/mnt/data"),
    ],
    dataFolder: data,
  };
}

/**
 * Whether an account may go through every folder of a path.
 * @param {{ uid: number, gid: number }} account
 * @param {string} folder
 * @returns {boolean}
 */
function canReach(account, folder) {
  const { mode, uid, gid } = statSync(folder);
  const bit =
    uid === account.uid ? constants.S_IXUSR : gid === account.gid ? constants.S_IXGRP : constants.S_IXOTH;
  return (mode & bit) !== 0 && (folder === "/" || canReach(account, path.dirname(folder)));
}
