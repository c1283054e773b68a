import { isIP } from "node:net";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

/**
 * What `npm start` is told, by environment variables only (.env.example has a line for each).
 * @typedef {object} Settings
 * @property {string} host the address that web listens on
 * @property {number} port
 * @property {string} url the origin that people use, without a slash at its end
 * @property {string} dataDir absolute
 * @property {{ owner: string, web: string | null, runner: string | null } | null} database null: the embedded PostgreSQL
 * @property {string} egressAllow
 * @property {string} trustedProxies
 * @property {boolean} behindTlsProxy
 * @property {number} drainSeconds
 */

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} project the folder that a relative TACIT_DATA_DIR starts from
 * @returns {Settings}
 * @throws {Refusal} one line that names the variable, what is wrong, and what would be right
 */
export function readSettings(env, project) {
  const port = wholeNumber(env, "PORT", 3000, 1024, 65535);
  const host = env["HOST"] || "127.0.0.1";
  if (host !== "localhost" && isIP(host) === 0)
    throw new Refusal(`HOST is "${host}": it must be an IP address, such as 127.0.0.1.`);
  const behindTlsProxy = flag(env, "TACIT_BEHIND_TLS_PROXY");
  if (!isLoopback(host) && !behindTlsProxy)
    throw new Refusal(
      `HOST is ${host}, which other machines can reach, and Tacit itself speaks no TLS. ` +
        "Put a TLS proxy in front of it and set TACIT_BEHIND_TLS_PROXY=1, or leave HOST at 127.0.0.1.",
    );
  return {
    host,
    port,
    url: origin(env["TACIT_URL"] || `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`),
    dataDir: path.resolve(project, env["TACIT_DATA_DIR"] || "data"),
    database: databaseUrls(env),
    egressAllow: env["TACIT_EGRESS_ALLOW"] ?? "",
    trustedProxies: addressList(env, "TACIT_TRUSTED_PROXIES"),
    behindTlsProxy,
    drainSeconds: wholeNumber(env, "TACIT_DRAIN_SECONDS", 3, 0, 600),
  };
}

/**
 * @param {string} host
 */
function isLoopback(host) {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * @param {Record<string, string | undefined>} env
 * @returns {Settings["database"]}
 */
function databaseUrls(env) {
  const [owner, web, runner] = ["DATABASE_URL", "TACIT_WEB_DATABASE_URL", "TACIT_RUNNER_DATABASE_URL"].map(
    (name) => (env[name] ? postgresUrl(name, env[name]) : null),
  );
  if (!owner && (web || runner))
    throw new Refusal("TACIT_WEB_DATABASE_URL and TACIT_RUNNER_DATABASE_URL need DATABASE_URL beside them.");
  if (Boolean(web) !== Boolean(runner))
    throw new Refusal(
      "Set both TACIT_WEB_DATABASE_URL and TACIT_RUNNER_DATABASE_URL, or neither: then Tacit makes the two roles itself.",
    );
  return owner ? { owner, web: web ?? null, runner: runner ?? null } : null;
}

/**
 * Checks without ever repeating the text: a database address holds a password.
 * @param {string} name
 * @param {string} text
 */
export function postgresUrl(name, text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname || url.pathname.length < 2)
    throw new Refusal(
      `${name} is no PostgreSQL address: it must look like postgres://user:password@host:5432/database.`,
    );
  return text;
}

/**
 * @param {string} text
 */
function origin(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== "/" ||
    url.search ||
    url.hash ||
    url.username
  )
    throw new Refusal(`TACIT_URL is "${text}": it must be an origin, such as https://tacit.example.com.`);
  return url.origin;
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 * @param {number} absent
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(env, name, absent, least, most) {
  const text = env[name];
  if (!text) return absent;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(number >= least && number <= most))
    throw new Refusal(`${name} is "${text}": it must be a whole number from ${least} to ${most}.`);
  return number;
}

/**
 * Checks what web reads at each sign-in (lib/auth/client-address.ts), where a wrong entry could only fail the sign-in.
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 */
function addressList(env, name) {
  const text = env[name] ?? "";
  for (const entry of text.split(",").map((part) => part.trim())) {
    const [, address = "", length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const longest = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
    if (entry && !(longest > 0 && Number(length ?? 0) <= longest))
      throw new Refusal(
        `${name} holds "${entry}": each entry must be an IP address or a range, such as 10.0.0.0/8.`,
      );
  }
  return text;
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} name
 */
function flag(env, name) {
  const text = env[name] ?? "";
  if (!["", "0", "1"].includes(text)) throw new Refusal(`${name} is "${text}": it must be 1 or 0.`);
  return text === "1";
}
