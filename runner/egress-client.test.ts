import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "#egress/gateway.ts";
import { GATEWAY_LIMITS } from "#egress/limits.ts";
import type { EgressContact } from "#egress/protocol.ts";
import { ask, askFor, readAll } from "#egress/testing/sandbox-side.ts";
import { AppError } from "#lib/errors.ts";
import { connectEgress, type EgressClient, type EgressClientOptions } from "#runner/egress-client.ts";

let dir: string;
let control: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "egress-"));
  control = join(dir, "control.sock");
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
});

async function gateway(limits: Partial<typeof GATEWAY_LIMITS> = {}): Promise<Gateway> {
  const silent = { info: () => undefined, warn: () => undefined };
  const world = {
    resolve: () => Promise.resolve("unknown-host" as const),
    connect: () => Promise.reject(new Error("no")),
    ownAddresses: () => [],
  };
  const context = { rules: { allow: [], refuse: [] }, world, limits: { ...GATEWAY_LIMITS, ...limits } };
  const started = await startGateway(dir, context, silent);
  ends.push(started.close);
  return started;
}

async function client(options: EgressClientOptions = { maxBackoffMs: 10 }): Promise<EgressClient> {
  const connected = await connectEgress(control, options);
  ends.push(connected.end);
  return connected;
}

/** A gateway that answers each line with what `reply` makes of it. */
async function falseGateway(reply: (request: { type: string; sandbox: string }) => string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) =>
      socket.write(reply(JSON.parse(chunk.toString()) as { type: string; sandbox: string })),
    );
  }).listen(control);
  await once(server, "listening");
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return server;
}

/** The code of the error with which a promise rejects. */
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe("the runner's side of the gateway", () => {
  it("opens, assigns, hears contacts and closes", async () => {
    await gateway();
    const egress = await client();
    const contacts: EgressContact[] = [];
    egress.onContact((contact) => contacts.push(contact));
    const path = await egress.open("a-1");
    expect(await askFor(path, "x.example:1")).toMatchObject({ reason: "not-assigned" });
    await egress.assign("a-1", { hosts: ["y.example:1"] });
    expect(await askFor(path, "x.example:1")).toMatchObject({ reason: "host-not-allowed" });
    expect(await askFor(path, "y.example:1")).toMatchObject({ reason: "unknown-host" });
    await egress.close("a-1");
    expect(contacts.map(({ sandbox, host, outcome, reason }) => [sandbox, host, outcome, reason])).toEqual([
      ["a-1", "x.example", "denied", "not-assigned"],
      ["a-1", "x.example", "denied", "host-not-allowed"],
      ["a-1", "y.example", "failed", "unknown-host"],
    ]);
    await expect(askFor(path, "x.example:1")).resolves.toMatchObject({ status: 0 });
  });

  it("is told why something is refused, and stays connected", async () => {
    await gateway({ sandboxesPerRunner: 1 });
    const egress = await client();
    await egress.open("a");
    expect(await codeOf(egress.open("a"))).toBe("CONFLICT");
    expect(await codeOf(egress.open("b"))).toBe("UNAVAILABLE");
    expect(await codeOf(egress.open("no/slash"))).toBe("INVALID");
    expect(await codeOf(egress.assign("b", { hosts: "public" }))).toBe("CONFLICT");
    expect(await codeOf(egress.assign("a", { hosts: ["127.1:80"] }))).toBe("INVALID");
    await egress.assign("a", { hosts: "public" });
    expect(await codeOf(egress.assign("a", { hosts: "public" }))).toBe("CONFLICT");
    await egress.close("never-opened");
    expect(egress.isConnected()).toBe(true);
  });

  it("cannot touch another runner's sandbox, and takes only its own with it", async () => {
    await gateway();
    const [one, other] = [await client(), await client()];
    const path = await one.open("a");
    const others = await other.open("a");
    expect(others).not.toBe(path);
    await other.assign("a", { hosts: "public" });
    await other.end();
    expect(await askFor(path, "x.example:1")).toMatchObject({ reason: "not-assigned" });
  });

  it("loses its sandboxes with the gateway, says which, and works again with the next one", async () => {
    const first = await gateway();
    const egress = await client();
    await egress.open("a");
    await egress.open("b");
    await egress.open("c");
    await egress.close("c");
    const lost = new Promise((resolve) => egress.onLost(resolve));
    await first.close();
    expect(await lost).toEqual(["a", "b"]);
    expect(await codeOf(egress.open("d"))).toBe("UNAVAILABLE");
    const again = new Promise<void>((resolve) => egress.onReconnected(resolve));
    await gateway();
    await again;
    expect(await egress.open("a")).toContain(dir);
  });

  it("waits for a gateway that is still starting, and gives up in bounded time", async () => {
    expect(await codeOf(connectEgress(control, { firstConnectMs: 20, maxBackoffMs: 10 }))).toBe(
      "UNAVAILABLE",
    );
    const waiting = client({ maxBackoffMs: 10 });
    await gateway();
    expect((await waiting).isConnected()).toBe(true);
  });

  it("ends without reporting anything as lost", async () => {
    await gateway();
    const egress = await client();
    const path = await egress.open("a");
    egress.onLost(() => expect.unreachable());
    await egress.end();
    await egress.closed;
    expect(egress.isConnected()).toBe(false);
    expect(await codeOf(egress.open("b"))).toBe("UNAVAILABLE");
    await egress.close("a");
    expect((await ask(path, "")).status).toBe(0);
  });
});

describe("a gateway that lies is hung up on", () => {
  it.each([
    [
      "a socket elsewhere",
      (sandbox: string) => `{"type":"opened","sandbox":"${sandbox}","path":"/run/docker.sock"}\n`,
    ],
    [
      "a folder above",
      (sandbox: string) => `{"type":"opened","sandbox":"${sandbox}","path":"${dir}/../x.sock"}\n`,
    ],
    ["another sandbox", () => `{"type":"opened","sandbox":"other","path":"${dir}/s0.sock"}\n`],
    [
      "an unknown field",
      (sandbox: string) => `{"type":"opened","sandbox":"${sandbox}","path":"${dir}/s0.sock","x":1}\n`,
    ],
    ["no JSON", () => "hello\n"],
    ["an endless line", () => "x".repeat(200_000)],
  ])("%s", async (_what, reply) => {
    await falseGateway(({ sandbox }) => reply(sandbox));
    const egress = await client();
    expect(await codeOf(egress.open("a"))).toBe("UNAVAILABLE");
  });

  it("and so is one that does not answer; control: a right answer is believed", async () => {
    await falseGateway(({ sandbox }) =>
      sandbox === "mute" ? "" : `{"type":"opened","sandbox":"a","path":"${dir}/s0.sock"}\n`,
    );
    const egress = await client({ replyMs: 300, maxBackoffMs: 10 });
    expect(await egress.open("a")).toBe(`${dir}/s0.sock`);
    expect(await codeOf(egress.open("mute"))).toBe("UNAVAILABLE");
  });
});

describe("a runner that talks nonsense is cut off, and its sandboxes with it", () => {
  it.each([
    ["no JSON", "nonsense\n"],
    ["an unknown field", '{"type":"open","sandbox":"b","x":1}\n'],
    ["an id that is a path", '{"type":"open","sandbox":"../b"}\n'],
    ["an unknown request", '{"type":"exec","sandbox":"b"}\n'],
    ["no object", "[]\n"],
    ["an endless line", "x".repeat(200_000)],
  ])("%s", async (_what, line) => {
    await gateway();
    const socket = connect(control);
    socket.write('{"type":"open","sandbox":"a"}\n');
    const [reply] = (await once(socket, "data")) as [Buffer];
    const { path } = JSON.parse(reply.toString()) as { path: string };
    expect((await askFor(path, "x.example:1")).reason).toBe("not-assigned");
    socket.on("error", () => undefined).write(line);
    await readAll(socket);
    expect((await ask(path, "")).status).toBe(0);
  });
});
