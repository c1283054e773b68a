import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askFor, readAll } from "#egress/testing/sandbox-side.ts";
import {
  type GatewayProcess,
  startGatewayProcess,
  stopGatewayProcess,
} from "#egress/testing/gateway-process.ts";
import { connectEgress, type EgressClient } from "#runner/egress-client.ts";

let service: Server;
let port: number;
let dir: string;
const gateways: GatewayProcess[] = [];
const clients: EgressClient[] = [];

beforeAll(async () => {
  service = createServer((request, response) => response.end(`hello ${request.url ?? ""}`)).listen(
    0,
    "0.0.0.0",
  );
  await once(service, "listening");
  port = (service.address() as AddressInfo).port;
});
afterAll(() => service.close());
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "egress-"));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await Promise.all(gateways.splice(0).map((gateway) => stopGatewayProcess(gateway, "SIGKILL")));
  rmSync(dir, { recursive: true, force: true });
});

async function start(settings: Record<string, string> = {}): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({ TACIT_EGRESS_DIR: dir, ...settings });
  gateways.push(gateway);
  return gateway;
}

async function openSandbox(gateway: GatewayProcess): Promise<{ client: EgressClient; path: string }> {
  const client = await connectEgress(gateway.controlPath);
  clients.push(client);
  const path = await client.open("run-1");
  await client.assign("run-1", { hosts: "public" });
  return { client, path };
}

/** `connected` when the service answers through the gateway, else why not. */
async function reach(path: string, host: string): Promise<string | undefined> {
  const { status, reason, socket } = await askFor(path, `${host}:${port}`);
  if (status !== 200) return reason;
  socket.end("GET /there HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect((await readAll(socket)).toString()).toContain("hello /there");
  return "connected";
}

const lanAddresses = Object.values(networkInterfaces())
  .flatMap((infos) => infos ?? [])
  .filter(({ family, internal }) => family === "IPv4" && !internal)
  .map(({ address }) => address);
const waysHere = ["127.0.0.1", "127.0.0.2", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", ...lanAddresses];

describe("the gateway process", () => {
  it("reaches this machine's services only where the operator lists them", async () => {
    const listed = await openSandbox(await start({ TACIT_EGRESS_ALLOW: `127.0.0.1:${port}` }));
    expect(await reach(listed.path, "127.0.0.1")).toBe("connected");
    expect(await reach(listed.path, "localhost")).toBe("connected");
    expect(await reach(listed.path, "127.0.0.2")).toBe("address-not-public");
  });

  it("reaches none of its own addresses when nothing is listed", async () => {
    const { path } = await openSandbox(await start());
    for (const host of waysHere) expect(await reach(path, host), host).toBe("address-not-public");
  });

  it("refuses Tacit's own under every address of the machine, even when everything is listed", async () => {
    const everything = `0.0.0.0/0 ::/0 localhost:${port}`;
    const { path } = await openSandbox(
      await start({ TACIT_EGRESS_ALLOW: everything, TACIT_EGRESS_REFUSE: `127.0.0.1:${port}` }),
    );
    for (const host of waysHere) expect(await reach(path, host), host).toBe("tacit");
    expect(await reach(path, "[::1]")).toBe("tacit");
  });

  it("and, as the control, reaches them all without that", async () => {
    const { path } = await openSandbox(await start({ TACIT_EGRESS_ALLOW: "0.0.0.0/0 ::/0" }));
    for (const host of waysHere) expect(await reach(path, host), host).toBe("connected");
  });

  it("refuses Tacit's own given by name", async () => {
    const { path } = await openSandbox(
      await start({ TACIT_EGRESS_ALLOW: "127.0.0.0/8", TACIT_EGRESS_REFUSE: `localhost:${port}` }),
    );
    expect(await reach(path, "localhost")).toBe("tacit");
    expect(await reach(path, "127.0.0.3")).toBe("tacit");
  });

  it("lets any user connect to a sandbox's socket, but only its own user find it or give orders", async () => {
    const gateway = await start();
    const { path } = await openSandbox(gateway);
    expect(statSync(path).mode & 0o777).toBe(0o666);
    expect(statSync(gateway.controlPath).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o077).toBe(0);
  });

  it("never writes a host name to its log", async () => {
    const gateway = await start({ TACIT_EGRESS_ALLOW: `canary-allowed.invalid:${port}` });
    const { path } = await openSandbox(gateway);
    expect(await reach(path, "canary.localhost")).toBe("address-not-public");
    await stopGatewayProcess(gateway);
    expect(gateway.output()).toContain("egress gateway ends");
    expect(gateway.output()).not.toContain("canary");
  });

  it("ends on SIGTERM with open connections, leaving no socket", async () => {
    const gateway = await start({ TACIT_EGRESS_ALLOW: `127.0.0.1:${port}` });
    const { path } = await openSandbox(gateway);
    const { status, socket } = await askFor(path, `127.0.0.1:${port}`);
    expect(status).toBe(200);
    expect(await stopGatewayProcess(gateway)).toBe(0);
    expect(await readAll(socket)).toHaveLength(0);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("starts again over the sockets of a killed one, but not beside a living one", async () => {
    const killed = await start();
    await openSandbox(killed);
    await stopGatewayProcess(killed, "SIGKILL");
    expect(readdirSync(dir).length).toBeGreaterThan(1);
    const living = await start();
    expect(readdirSync(dir)).toEqual(["control.sock"]);
    const second = await start();
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toBe("another egress gateway already runs in TACIT_EGRESS_DIR\n");
    await openSandbox(living);
  });

  it.each([
    [{ TACIT_EGRESS_ALLOW: "10.0.0.1/8" }, /^TACIT_EGRESS_ALLOW: entry 1 is malformed.*\n$/],
    [{ TACIT_EGRESS_REFUSE: "web" }, /^TACIT_EGRESS_REFUSE: entry 1 is malformed.*\n$/],
    [{ TACIT_EGRESS_DIR: "" }, /^TACIT_EGRESS_DIR is not set.*\n$/],
    [{ TACIT_EGRESS_DIR: "/dev/null/x" }, /^TACIT_EGRESS_DIR cannot be made or read\n$/],
  ])("says in one line why it cannot start: %j", async (settings, line) => {
    const gateway = await start(settings);
    expect(gateway.child.exitCode).toBe(1);
    expect(gateway.output()).toMatch(line);
  });

  it("does not start in a folder that others can look into", async () => {
    chmodSync(dir, 0o755);
    const gateway = await start();
    expect(gateway.child.exitCode).toBe(1);
    expect(gateway.output()).toMatch(/^TACIT_EGRESS_DIR must be a folder .*\n$/);
  });
});
