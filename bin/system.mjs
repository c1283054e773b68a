import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import path from "node:path";
import { egressOwner, findIsolation, launchEgress, launchRunner, launchWeb } from "./children.mjs";
import { sessionSecret } from "./data-folder.mjs";
import { databaseEntries, openDatabase } from "./database.mjs";
import { untilAnswering, untilHealthy } from "./health.mjs";
import { LogFile } from "./log-file.mjs";
import { abandonSteps, runStep } from "./steps.mjs";
import { Supervised } from "./supervisor.mjs";

/**
 * Everything that runs while Tacit runs: started in an order in which each finds what it needs, stopped in the reverse.
 */
export class System {
  #settings;
  #say;
  #serve;
  #development;
  /** @type {Supervised[]} */
  #clients = [];
  /** @type {Supervised | null} */
  #egress = null;
  /** @type {Supervised | null} */
  #postgres = null;
  /** @type {string | null} */
  #socketFolder = null;
  #stopped = false;

  /**
   * @param {import("./settings.mjs").Settings} settings
   * @param {(message: string) => void} say
   * @param {string[]} serve the Node arguments that serve web
   * @param {boolean} [development] a development server writes its build, so it is not isolated
   */
  constructor(settings, say, serve, development = false) {
    this.#settings = settings;
    this.#say = say;
    this.#serve = serve;
    this.#development = development;
  }

  /**
   * Starts everything and waits until it answers.
   * @returns {Promise<{ setupCode: string }>} "" once there is an owner
   */
  async start() {
    const { dataDir } = this.#settings;
    const isolation = this.#development
      ? Promise.resolve({ bubblewrap: null, says: "none: this is a development server" })
      : findIsolation();
    const database = await openDatabase(this.#settings, this.#say);
    this.#postgres = database.server;
    this.#unlessStopped();
    const { bubblewrap, says } = await isolation;
    if (!bubblewrap) this.#say(`Web is not isolated from the keys on this machine – ${says}.`);
    // It needs nothing of what is made next. Should that fail, the start ends with its message, not with the gateway's.
    const egress = this.#startEgress(database, bubblewrap);
    egress.catch(() => {});
    const owner = { DATABASE_URL: database.owner };
    const keys = (/** @type {string} */ command) =>
      runStep(["runner/keys/cli.ts", command, "--data-dir", dataDir], { ...owner, ...givenKeys() });
    // Before anything is written: a database whose keys are missing or wrong is left as it is.
    const noneYet = await keys("prove");
    await runStep(["db/migrate.ts"], { ...owner, ...database.passwords });
    if (noneYet) this.#say((await keys("ensure")).trimEnd());
    this.#unlessStopped();
    const setupCode = runStep(["db/setup-code.ts"], owner);
    await Promise.all([
      egress.then((socket) => this.#startRunner(database, socket)),
      this.#startWeb(database, bubblewrap, says),
      setupCode,
    ]);
    await untilHealthy(this.#settings);
    return { setupCode: (await setupCode).trim() };
  }

  /**
   * Starts what another machine needs to run actions: a gateway and a runner.
   * @param {string} runnerUrl the runner's address of the shared database
   */
  async startRunnerAlone(runnerUrl) {
    const { bubblewrap } = await findIsolation();
    const database = { owner: "", web: "", runner: runnerUrl, passwords: {}, server: null };
    await this.#startRunner(database, await this.#startEgress(database, bubblewrap));
  }

  /**
   * @param {import("./database.mjs").Database} database
   * @param {string | null} bubblewrap
   */
  async #startEgress(database, bubblewrap) {
    // In the system's own folder for such things: the path of a Unix socket may have 107 bytes only.
    removeLeftover(this.#settings.dataDir);
    const folder = mkdtempSync(path.join(tmpdir(), "tacit-"));
    writeFileSync(path.join(this.#settings.dataDir, "sockets"), folder);
    this.#socketFolder = folder;
    const owner = egressOwner(bubblewrap);
    if (owner) chownSync(folder, owner.uid, owner.gid);
    const env = {
      TACIT_EGRESS_ALLOW: this.#settings.egressAllow,
      TACIT_EGRESS_REFUSE: [...(await databaseEntries(database)), ...ownEntries(this.#settings)].join(","),
    };
    this.#unlessStopped();
    this.#egress = this.#child("egress", (log) => launchEgress({ bubblewrap, log, env, folder }));
    await this.#egress.start();
    return path.join(folder, "control.sock");
  }

  /**
   * @param {import("./database.mjs").Database} database
   * @param {string} socket
   */
  async #startRunner(database, socket) {
    const env = {
      TACIT_RUNNER_DATABASE_URL: database.runner,
      ...keyOf("TACIT_OPENING_KEY", path.join(this.#settings.dataDir, "keys", "opening.json")),
      TACIT_EGRESS_SOCKET: socket,
      TACIT_EGRESS_ALLOW: this.#settings.egressAllow,
      TACIT_DRAIN_SECONDS: String(this.#settings.drainSeconds),
      // Compiled code, out of web's reach: saves a third of the time that the runner takes to load.
      NODE_COMPILE_CACHE: path.join(this.#settings.dataDir, "cache"),
      ...given("TACIT_EXTRA_CA"),
    };
    const watch = this.#development;
    const runner = this.#child("runner", (log) => launchRunner({ bubblewrap: null, log, env, watch }));
    this.#clients.push(runner);
    this.#unlessStopped();
    await runner.start();
  }

  /**
   * @param {import("./database.mjs").Database} database
   * @param {string | null} bubblewrap
   * @param {string} says
   */
  async #startWeb(database, bubblewrap, says) {
    const { url, dataDir, trustedProxies, behindTlsProxy } = this.#settings;
    const key = keyOf("TACIT_SEALING_KEY", path.join(dataDir, "keys", "sealing.json"));
    const env = {
      ...(key.TACIT_SEALING_KEY ? { TACIT_SEALING_KEY: key.TACIT_SEALING_KEY } : {}),
      ...(this.#development ? { NODE_ENV: "development" } : {}),
      TACIT_WEB_DATABASE_URL: database.web,
      TACIT_URL: url,
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: sessionSecret(dataDir),
      TACIT_WEB_ISOLATION: says,
      TACIT_TRUSTED_PROXIES: trustedProxies,
      TACIT_BEHIND_TLS_PROXY: behindTlsProxy ? "1" : "0",
    };
    const sealingKeyFile = key.TACIT_SEALING_KEY_FILE ?? null;
    const web = this.#child("web", (log) => {
      const running = launchWeb({ bubblewrap, log, env, sealingKeyFile }, this.#serve);
      const ended = new AbortController();
      void running.exited.then(() => ended.abort());
      return { ...running, ready: untilAnswering(this.#settings, ended.signal) };
    });
    this.#clients.push(web);
    this.#unlessStopped();
    await web.start();
  }

  /**
   * @param {string} name
   * @param {(log: (chunk: Buffer) => void) => import("./supervisor.mjs").Running} launch
   */
  #child(name, launch) {
    const log = new LogFile(path.join(this.#settings.dataDir, "logs", `${name}.log`));
    return new Supervised({
      name,
      launch: () => Promise.resolve(launch((chunk) => log.write(chunk))),
      say: this.#say,
      lastLine: () => log.lastLine(),
    });
  }

  #unlessStopped() {
    // start() is on its way while stop() may be through already: nothing more may be started then.
    if (this.#stopped) throw new Stopped();
  }

  /** Ends everything in order: those that use the database, the gateway, the database. Within 5 s by default. */
  async stop() {
    this.#stopped = true;
    abandonSteps();
    const drain = this.#settings.drainSeconds * 1000;
    await Promise.all(
      this.#clients.map((child) => child.stop("SIGTERM", child.name === "runner" ? drain + 700 : 1500)),
    );
    await this.#egress?.stop("SIGTERM", 300);
    await this.#postgres?.stop("SIGINT", 3000);
    if (this.#socketFolder) rmSync(this.#socketFolder, { recursive: true, force: true });
  }

  /** Ends everything at once, in no order; the database recovers at its next start. */
  kill() {
    this.#stopped = true;
    abandonSteps();
    for (const child of [...this.#clients, this.#egress, this.#postgres]) child?.kill();
    if (this.#socketFolder) rmSync(this.#socketFolder, { recursive: true, force: true });
  }
}

/**
 * Removes the folder of sockets that a killed start has left behind.
 * @param {string} dataDir
 */
function removeLeftover(dataDir) {
  const note = path.join(dataDir, "sockets");
  const folder = existsSync(note) ? readFileSync(note, "utf8") : "";
  if (path.dirname(folder) === tmpdir() && path.basename(folder).startsWith("tacit-"))
    rmSync(folder, { recursive: true, force: true });
}

/** Thrown out of a start that was stopped: no failure, nothing to say. */
export class Stopped extends Error {}

/**
 * A key that the operator gives by environment, as text or as a file, else the file in the data folder.
 * @param {string} name
 * @param {string} file
 * @returns {Record<string, string>}
 */
function keyOf(name, file) {
  const own = { ...given(name), ...given(`${name}_FILE`) };
  return Object.keys(own).length > 0 ? own : { [`${name}_FILE`]: file };
}

function givenKeys() {
  return ["TACIT_SEALING_KEY", "TACIT_OPENING_KEY"].reduce(
    (env, name) => ({ ...env, ...given(name), ...given(`${name}_FILE`) }),
    {},
  );
}

/**
 * @param {string} name
 * @returns {Record<string, string>}
 */
function given(name) {
  const text = process.env[name];
  return text ? { [name]: text } : {};
}

/**
 * Web's own addresses, which no action may reach whatever the operator allows.
 * @param {import("./settings.mjs").Settings} settings
 */
function ownEntries({ host, port, url }) {
  const { protocol, hostname, port: publicPort } = new URL(url);
  const everywhere = ["0.0.0.0", "::"].includes(host);
  const addresses = everywhere
    ? Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
    : [host];
  const hosts = new Set(
    ["localhost", "127.0.0.1", "::1", ...addresses].filter((name) => !name.includes("%")),
  );
  const local = [...hosts].map((name) => (name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`));
  return [...local, `${hostname}:${publicPort || (protocol === "https:" ? 443 : 80)}`];
}
