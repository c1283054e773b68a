import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { findProgram } from "./debian-packages.mjs";
import { isolationArguments } from "./isolation.mjs";
import { launchProcess } from "./launch.mjs";
import { inProject, moduleFile, nodeOptions, project, projectNode } from "./project.mjs";

/** The unprivileged ids that web and the gateway get when root starts them; no account needs to exist for them. */
const webIds = { uid: 61060, gid: 61060 };
const egressIds = { uid: 61061, gid: 61061 };

/**
 * @typedef {object} Surroundings
 * @property {string | null} bubblewrap its path, or null when nothing is isolated
 * @property {(chunk: Buffer) => void} log
 * @property {Record<string, string>} env all of the program's environment
 */

/** What every child gets; nothing of this process's own environment, which holds the owner's database address. */
const plainEnv = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  NODE_ENV: "production",
};

/**
 * Starts a program exactly as web is started; web itself unless another is given.
 *
 * It sees the system's programs and libraries, its own build and the packages. It does not see the data folder, the keys
 * but its own half, other processes, anybody's home, this project's settings or history.
 * @param {Surroundings & { sealingKeyFile: string | null }} options where files are out of sight, its text is handed over
 * @param {string[]} command arguments for Node
 * @param {string[]} [alsoReadable] what a test's script needs to be seen
 */
export function launchWeb({ bubblewrap, log, env, sealingKeyFile }, command, alsoReadable = []) {
  const shown = [
    "node_modules",
    ".next",
    "public",
    "docs",
    "package.json",
    "next.config.ts",
    "tsconfig.json",
  ];
  /** @type {Record<string, string>} */
  const keys = {};
  if (sealingKeyFile && bubblewrap) keys["TACIT_SEALING_KEY"] = readFileSync(sealingKeyFile, "utf8");
  else if (sealingKeyFile) keys["TACIT_SEALING_KEY_FILE"] = sealingKeyFile;
  const options = {
    program: process.execPath,
    args: command,
    env: { ...plainEnv, HOME: "/tmp", NEXT_TELEMETRY_DISABLED: "1", ...env, ...keys },
    cwd: project,
    log,
  };
  if (!bubblewrap) return launchProcess({ ...options, orphaned: "SIGTERM" });
  const isolation = {
    hostname: "tacit-web",
    readable: [...shown.map(inProject).filter((file) => existsSync(file)), ...nodeOutside(), ...alsoReadable],
    writable: [],
    scratch: existsSync(inProject(".next/cache")) ? [inProject(".next/cache")] : [],
    cwd: project,
    dropTo: process.getuid?.() === 0 ? webIds : null,
    infoDescriptor: 3,
  };
  const args = isolationArguments(isolation, [process.execPath, ...command]);
  return launchProcess({ ...options, program: bubblewrap, args, isolated: true });
}

/**
 * The Node arguments that serve the production build.
 * @param {{ host: string, port: number }} settings
 */
export function serveBuild({ host, port }) {
  return [moduleFile("next/dist/bin/next"), "start", "-H", host, "-p", String(port)];
}

/**
 * The Node arguments that serve the sources while they change.
 * @param {{ host: string, port: number }} settings
 */
export function serveSources({ host, port }) {
  return [moduleFile("next/dist/bin/next"), "dev", "-H", host, "-p", String(port)];
}

/**
 * Starts the egress gateway. It needs the network and the folder of its sockets, and sees nothing else of the data.
 * @param {Surroundings & { folder: string }} options the folder belongs to {@link egressOwner}
 */
export function launchEgress({ bubblewrap, log, env, folder }) {
  const options = {
    program: process.execPath,
    args: [inProject("egress/main.ts")],
    env: { ...plainEnv, HOME: "/tmp", ...env, TACIT_EGRESS_DIR: folder },
    cwd: project,
    log,
    readyWhen: (/** @type {string} */ text) => text.includes("egress gateway ready"),
  };
  if (!bubblewrap) return launchProcess({ ...options, orphaned: "SIGTERM" });
  const isolation = {
    hostname: "tacit-egress",
    readable: [...["egress", "node_modules", "package.json"].map(inProject), ...nodeOutside()],
    writable: [folder],
    scratch: [],
    cwd: project,
    dropTo: egressOwner(bubblewrap),
    infoDescriptor: 3,
  };
  const args = isolationArguments(isolation, [process.execPath, ...options.args]);
  return launchProcess({ ...options, program: bubblewrap, args, isolated: true });
}

/**
 * Whose the folder of the gateway's sockets must be; null: this process's own.
 * @param {string | null} bubblewrap
 */
export function egressOwner(bubblewrap) {
  return bubblewrap && process.getuid?.() === 0 ? egressIds : null;
}

/**
 * Starts the runner, which needs the machine as it is: it makes the sandboxes.
 * @param {Surroundings & { watch?: boolean }} options watch: start it again when its sources change
 */
export function launchRunner({ log, env, watch = false }) {
  return launchProcess({
    program: process.execPath,
    args: [
      ...(watch ? ["--watch", "--watch-preserve-output"] : []),
      ...nodeOptions,
      inProject("runner/main.ts"),
    ],
    env: { ...plainEnv, HOME: process.env["HOME"] ?? "/", ...env },
    cwd: project,
    log,
    ready: "message",
    orphaned: "SIGTERM",
  });
}

/**
 * Finds bubblewrap and tries it once, as it will be used.
 * @returns {Promise<{ bubblewrap: string | null, says: string }>} what to tell people when there is none, else "bubblewrap"
 */
export async function findIsolation() {
  if (process.platform !== "linux") return { bubblewrap: null, says: "none: it needs Linux" };
  const bubblewrap = findProgram("bwrap");
  if (!bubblewrap) return { bubblewrap: null, says: "none: bubblewrap is not installed" };
  let said = "";
  const log = (/** @type {Buffer} */ chunk) => void (said += String(chunk));
  const trial = launchWeb({ bubblewrap, log, env: {}, sealingKeyFile: null }, ["--version"]);
  if ((await trial.exited).status === 0) return { bubblewrap, says: "bubblewrap" };
  const reason = said.trim().split("\n")[0] || "it ended without a word";
  return { bubblewrap: null, says: `none: bubblewrap does not work here (${reason.slice(0, 200)})` };
}

/** Node itself, where it is not the project's own under node_modules. */
function nodeOutside() {
  if (process.execPath === projectNode.program || process.execPath.startsWith("/usr/")) return [];
  return [path.dirname(process.execPath)];
}
