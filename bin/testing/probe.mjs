// Stands in web's place: answers like web, and on request tries everything that web's attacker would try. Given to Node as
// text (--eval), so that starting it needs nothing that starting web does not.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import postgres from "postgres";

/**
 * @typedef {{ dataDir: string, project: string, home: string, runner: number, database: string }} Targets
 */

/** @param {() => unknown} act @returns {string} "done", or the code of what stood in the way */
function attempt(act) {
  try {
    act();
    return "done";
  } catch (error) {
    return String(/** @type {NodeJS.ErrnoException} */ (error).code);
  }
}

/** @param {Targets} targets */
async function probe(targets) {
  const { dataDir, project, home, runner } = targets;
  const read = (/** @type {string} */ file) => [file, attempt(() => readFileSync(file))];
  const list = (/** @type {string} */ folder) => [folder, attempt(() => readdirSync(folder))];
  const inData = [
    "keys/opening.json",
    "keys/sealing.json",
    "keys/session-secret",
    "database.json",
    "logs/runner.log",
    "postgres/PG_VERSION",
  ];
  return {
    uid: process.getuid?.(),
    files: Object.fromEntries([
      ...inData.map((name) => read(`${dataDir}/${name}`)),
      ...[dataDir, `${dataDir}/keys`, home, `${project}/runner`, `${project}/bin`, "/var", "/etc/ssh"].map(
        list,
      ),
      ...[`${project}/.git`, "/etc/shadow", "/etc/passwd", `${project}/package-lock.json`].map(read),
    ]),
    processes: readdirSync("/proc").filter((name) => /^\d+$/.test(name)).length,
    runnerEnvironment: attempt(() => readFileSync(`/proc/${runner}/environ`)),
    runnerMemory: attempt(() => readFileSync(`/proc/${runner}/maps`)),
    runnerSignal: attempt(() => process.kill(runner, 0)),
    // PTRACE_SEIZE does not stop the process that it takes hold of.
    runnerTrace:
      spawnSync("/usr/bin/python3", [
        "-I",
        "-c",
        `import ctypes, sys; sys.exit(0 if ctypes.CDLL(None, use_errno=True).ptrace(0x4206, ${runner}, 0, 0) == 0 else 1)`,
      ]).status === 0,
    logins: Object.fromEntries(
      await Promise.all(
        ["tacit_owner", "tacit_runner", "postgres"].map(async (role) => [role, await logIn(role, targets)]),
      ),
    ),
    ownLogin: await tryPassword(process.env["TACIT_WEB_DATABASE_URL"] ?? ""),
    environment: Object.keys(process.env).sort(),
  };
}

/**
 * Tries the passwords that people try, and every word in the environment and in readable files that hold passwords.
 * @param {string} role
 * @param {Targets} targets
 */
async function logIn(role, { dataDir, database }) {
  const found = Object.values(process.env)
    .flatMap((text) => (text ?? "").split(/[^\w-]+/))
    .filter(long);
  attempt(() =>
    found.push(...Object.values(JSON.parse(readFileSync(`${dataDir}/database.json`, "utf8"))).map(String)),
  );
  for (const password of new Set(["", role, "postgres", "password", "tacit", ...found])) {
    const url = new URL(database);
    url.username = role;
    url.password = password;
    if (await tryPassword(url.href)) return true;
  }
  return false;
}

/** @param {string} word */
function long(word) {
  return word.length >= 16;
}

/** @param {string} url */
async function tryPassword(url) {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end();
  }
}

const given = process.env["PROBE_TARGETS"];
if (given) {
  console.log(JSON.stringify(await probe(JSON.parse(given))));
} else {
  const server = createServer((request, response) => {
    const targets = new URL(request.url ?? "/", "http://localhost").searchParams.get("targets");
    if (!targets) response.end("{}");
    else void probe(JSON.parse(targets)).then((found) => response.end(JSON.stringify(found)));
  });
  server.listen(Number(new URL(process.env["TACIT_URL"] ?? "").port), "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));
}
