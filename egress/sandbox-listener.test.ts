import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectTcp } from "#egress/connect.ts";
import { GATEWAY_LIMITS, type GatewayLimits } from "#egress/limits.ts";
import { parseRuleEntry } from "#egress/operator-rules.ts";
import { parsePolicy } from "#egress/policy.ts";
import type { EgressContact } from "#egress/protocol.ts";
import { listenForSandbox, type SandboxListener } from "#egress/sandbox-listener.ts";
import { ask, askFor, readAll } from "#egress/testing/sandbox-side.ts";

type Report = Omit<EgressContact, "type" | "sandbox">;

let dir: string;
let serveHost: (socket: Socket) => void;
let host: Server;
let authority: string;
let listener: SandboxListener;
let reports: Report[];
let hear: () => void;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "egress-"));
  reports = [];
  hear = () => undefined;
  host = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    serveHost(socket);
  }).listen(0, "127.0.0.1");
  await once(host, "listening");
  authority = `127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await listener.close();
  host.close();
  rmSync(dir, { recursive: true, force: true });
});

async function listen(limits: Partial<GatewayLimits> = {}): Promise<string> {
  const world = {
    resolve: () => Promise.resolve("unknown-host" as const),
    connect: connectTcp,
    ownAddresses: () => [],
  };
  const rules = { allow: [parseRuleEntry(authority)!], refuse: [] };
  listener = await listenForSandbox(
    join(dir, "s.sock"),
    { rules, world, limits: { ...GATEWAY_LIMITS, ...limits } },
    (report) => {
      reports.push(report);
      hear();
    },
  );
  return listener.path;
}

async function listenAssigned(limits: Partial<GatewayLimits> = {}): Promise<string> {
  const path = await listen(limits);
  listener.assign(parsePolicy("public")!);
  return path;
}

/** Waits until so many contacts have been reported. */
async function reported(count: number): Promise<Report[]> {
  while (reports.length < count) await new Promise<void>((resolve) => (hear = resolve));
  return reports;
}

const contact = () => ({ host: "127.0.0.1", port: Number(authority.split(":")[1]) });

describe("before a policy is assigned", () => {
  it("everything is refused, and assigned once it holds and cannot be changed", async () => {
    serveHost = (socket) => socket.end();
    const path = await listen();
    expect(await askFor(path, authority)).toMatchObject({ status: 403, reason: "not-assigned" });
    expect(listener.assign(parsePolicy([])!)).toBe(true);
    expect(listener.assign(parsePolicy("public")!)).toBe(false);
    expect(await askFor(path, authority)).toMatchObject({ status: 403, reason: "host-not-allowed" });
    expect(reports).toEqual([
      { ...contact(), outcome: "denied", reason: "not-assigned", count: 1 },
      { ...contact(), outcome: "denied", reason: "host-not-allowed", count: 1 },
    ]);
  });
});

describe("a tunnel", () => {
  it("carries bytes that came with the request, and each direction ends on its own", async () => {
    // The host answers only after the sandbox has ended its side: without half-close nobody would ever speak.
    serveHost = (socket) => void readAll(socket).then((all) => socket.end(`got ${all.toString()}`));
    const path = await listenAssigned();
    const { status, socket } = await ask(path, `CONNECT ${authority} HTTP/1.1\r\n\r\nearly,`);
    expect(status).toBe(200);
    socket.end("late");
    expect((await readAll(socket)).toString()).toBe("got early,late");
    expect(await reported(2)).toEqual([
      { ...contact(), outcome: "connected", count: 1 },
      { ...contact(), outcome: "connected", bytesOut: 10, bytesIn: 14, count: 1 },
    ]);
  });

  it("loses nothing when the host ends first and the sandbox still sends much", async () => {
    let received = 0;
    const done = new Promise<void>((resolve) => {
      serveHost = (socket) => {
        socket.end("bye");
        socket.on("data", (chunk: Buffer) => (received += chunk.length)).on("end", resolve);
      };
    });
    const { socket } = await askFor(await listenAssigned(), authority);
    expect((await readAll(socket)).toString()).toBe("bye");
    socket.end(Buffer.alloc(8_000_000));
    await done;
    expect(received).toBe(8_000_000);
    expect((await reported(2))[1]).toMatchObject({ bytesOut: 8_000_000, bytesIn: 3 });
  });

  it("does not read from a sandbox faster than the host takes it", async () => {
    const accepted = new Promise<Socket>((resolve) => {
      serveHost = (socket) => {
        socket.pause();
        resolve(socket);
      };
    });
    const { socket } = await askFor(await listenAssigned({ idleMs: 200 }), authority);
    socket.write(Buffer.alloc(64_000_000));
    // Nothing moves any more: the gateway ends it as idle, having taken only what kernel and stream buffers hold.
    await readAll(socket);
    const end = (await reported(2))[1]!;
    expect(end.bytesOut).toBeLessThan(32_000_000);
    (await accepted).destroy();
  });

  it("breaks on the one side when it breaks on the other", async () => {
    serveHost = (socket) => socket.once("data", () => socket.resetAndDestroy());
    const { socket } = await askFor(await listenAssigned(), authority);
    socket.write("x");
    await readAll(socket);
    expect((await reported(2))[1]).toMatchObject({ bytesOut: 1, bytesIn: 0 });
  });

  it("ends with its sandbox, reported before the close is done", async () => {
    const ended = new Promise<void>((resolve) => {
      serveHost = (socket) => socket.on("end", resolve).resume();
    });
    const { socket } = await askFor(await listenAssigned(), authority);
    await listener.close();
    expect(reports).toEqual([
      { ...contact(), outcome: "connected", count: 1 },
      { ...contact(), outcome: "connected", bytesOut: 0, bytesIn: 0, count: 1 },
    ]);
    expect(await readAll(socket)).toHaveLength(0);
    await ended;
  });
});

describe("a hostile sandbox", () => {
  it("has a bounded number of connections, and gets a place back when one ends", async () => {
    serveHost = (socket) => socket.resume().on("end", () => socket.end());
    const path = await listenAssigned({ connectionsPerSandbox: 2 });
    const first = await askFor(path, authority);
    const second = await askFor(path, authority);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await askFor(path, authority)).toMatchObject({ status: 403, reason: "too-many-connections" });
    first.socket.end();
    await readAll(first.socket);
    await reported(3);
    expect((await askFor(path, authority)).status).toBe(200);
  });

  it("asks for a bounded number of different targets", async () => {
    const path = await listenAssigned({ targetsPerSandbox: 2 });
    for (const target of ["10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:1"]) {
      expect(await askFor(path, target)).toMatchObject({ reason: "address-not-public" });
    }
    expect(await askFor(path, "10.0.0.1:3")).toMatchObject({ status: 403, reason: "too-many-hosts" });
  });

  it("is hung up on when its request does not come to an end in time", async () => {
    const path = await listenAssigned({ requestMs: 20 });
    expect(await ask(path, "CONNECT 127.0.0.1:80 HTTP/1.1\r\n")).toMatchObject({ status: 0 });
    expect(await ask(path, "")).toMatchObject({ status: 0 });
  });

  it("is told what is wrong with a request", async () => {
    const path = await listenAssigned();
    expect(await ask(path, "GET / HTTP/1.1\r\n\r\n")).toMatchObject({ status: 400, reason: "bad-request" });
    expect(await ask(path, "x".repeat(100_000))).toMatchObject({ status: 400, reason: "bad-request" });
    expect(await askFor(path, "2130706433:80")).toMatchObject({ status: 403, reason: "bad-host" });
    expect(await askFor(path, "nowhere.example:80")).toMatchObject({ status: 502, reason: "unknown-host" });
    host.close();
    await once(host, "close");
    expect(await askFor(path, authority)).toMatchObject({ status: 502, reason: "connect-failed" });
  });
});
