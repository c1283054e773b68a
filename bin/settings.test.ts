import { expect, test } from "vitest";
import { Refusal } from "./refusal.mjs";
import { readSettings } from "./settings.mjs";

const read = (env: Record<string, string>) => readSettings(env, "/srv/tacit");

test("without any setting it is a Tacit for this machine alone", () => {
  expect(read({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    url: "http://127.0.0.1:3000",
    dataDir: "/srv/tacit/data",
    database: null,
    egressAllow: "",
    trustedProxies: "",
    behindTlsProxy: false,
    drainSeconds: 3,
  });
});

test("an empty setting is one that is not set", () => {
  const names = ["PORT", "HOST", "TACIT_URL", "TACIT_DATA_DIR", "DATABASE_URL", "TACIT_BEHIND_TLS_PROXY"];
  expect(read(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(read({}));
});

test.each(["0.0.0.0", "::", "192.168.1.5", "10.0.0.1"])("HOST %s is refused without a TLS proxy", (HOST) => {
  expect(() => read({ HOST })).toThrow(/TACIT_BEHIND_TLS_PROXY=1/);
  expect(read({ HOST, TACIT_BEHIND_TLS_PROXY: "1" }).host).toBe(HOST);
});

test.each(["127.0.0.1", "127.8.0.1", "::1", "localhost"])("HOST %s is this machine alone", (HOST) => {
  expect(read({ HOST }).host).toBe(HOST);
});

test("an IPv6 host stands in brackets in the address", () => {
  expect(read({ HOST: "::1", PORT: "4000" }).url).toBe("http://[::1]:4000");
});

test.each([
  ["PORT", "0"],
  ["PORT", "80"],
  ["PORT", "65536"],
  ["PORT", "3000.5"],
  ["PORT", "http"],
  ["HOST", "example.com"],
  ["HOST", "127.1"],
  ["TACIT_URL", "tacit.example.com"],
  ["TACIT_URL", "https://tacit.example.com/app"],
  ["TACIT_URL", "ftp://tacit.example.com"],
  ["TACIT_BEHIND_TLS_PROXY", "yes"],
  ["TACIT_DRAIN_SECONDS", "-1"],
  ["DATABASE_URL", "mysql://a:b@db/tacit"],
  ["DATABASE_URL", "postgres://db"],
])("%s=%s is refused in one line that names it", (name, value) => {
  expect(() => read({ [name]: value })).toThrow(Refusal);
  expect(() => read({ [name]: value })).toThrow(new RegExp(`^[^\\n]*${name}[^\\n]*$`));
});

test("a refused database address is never repeated: it holds a password", () => {
  expect(() => read({ DATABASE_URL: "hunter2-no-url" })).toThrow(/^(?!.*hunter2)/);
  expect(() => read({ DATABASE_URL: "mysql://a:hunter2@db/x" })).toThrow(/^(?!.*hunter2)/);
});

test("of an operator's database all three roles are given, or the owner alone", () => {
  const [owner, web, runner] = ["o", "w", "r"].map((role) => `postgres://${role}:x@db.internal/tacit`) as [
    string,
    string,
    string,
  ];
  const roles = { TACIT_WEB_DATABASE_URL: web, TACIT_RUNNER_DATABASE_URL: runner };
  expect(read({ DATABASE_URL: owner, ...roles }).database).toEqual({ owner, web, runner });
  expect(read({ DATABASE_URL: owner }).database).toEqual({ owner, web: null, runner: null });
  expect(() => read({ DATABASE_URL: owner, TACIT_WEB_DATABASE_URL: web })).toThrow(Refusal);
  expect(() => read(roles)).toThrow(/need DATABASE_URL/);
});

test.each(["", "127.0.0.1", "10.0.0.0/8, 2001:db8::/32,::1"])(
  "trusted proxies are addresses and ranges: %j",
  (text) => {
    expect(read({ TACIT_TRUSTED_PROXIES: text }).trustedProxies).toBe(text);
  },
);

test.each([
  "proxy.example.com",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0/8",
  "::1/129",
  "127.0.0.1 ::1",
  "1.2.3.4/8/8",
])("a wrong trusted proxy is refused and named: %j", (entry) => {
  expect(() => read({ TACIT_TRUSTED_PROXIES: `127.0.0.1,${entry}` })).toThrow(`holds "${entry}"`);
});
