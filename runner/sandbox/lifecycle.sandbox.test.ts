import { once } from "node:events";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { checkSandbox } from "#runner/sandbox/check.ts";
import { launchSandbox } from "#runner/sandbox/launch.ts";
import { fakeGateway, type FakeGateway } from "#runner/sandbox/testing/fake-gateway.ts";
import { scriptOptions } from "#runner/sandbox/testing/run-script.ts";
import type { SandboxOptions } from "#runner/sandbox/types.ts";

let gateway: FakeGateway;
beforeAll(async () => {
  gateway = await fakeGateway(() => null);
});
afterAll(() => {
  gateway.close();
});

test("this machine can sandbox", async () => {
  expect(await checkSandbox()).toEqual({ ok: true });
});

test.each<[string, Partial<SandboxOptions>, RegExp]>([
  ["an interpreter that is missing", { python: "/usr/bin/python-none" }, /ENOENT/],
  ["an interpreter that is none", { python: "/usr/bin/true" }, /ended while it was being set up/],
  ["an interpreter outside /usr", { python: process.execPath }, /./],
  ["a gateway that is missing", { egressSocket: "/nowhere/gateway.sock" }, /ENOENT/],
  ["authorities that are missing", { caBundle: "/nowhere/ca.pem" }, /ENOENT/],
  ["an id that is a path", { id: "../x" }, /letters, digits and hyphens/],
  ["a port that is none", { loopbackPorts: [70_000] }, /port/],
])("with %s nothing starts, and `ended` says why", async (_, change, problem) => {
  const sandbox = launchSandbox({ ...scriptOptions(gateway.socketPath), ...change });
  await expect(sandbox.ready).rejects.toThrow(problem);
  expect(await sandbox.ended).toMatchObject({
    cause: "setup",
    setupError: expect.stringMatching(problem) as string,
  });
});

test("a warm sandbox has no clock; it begins with start()", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const sandbox = launchSandbox(scriptOptions(gateway.socketPath, { limits: { wallSeconds: 60 } }));
    await sandbox.ready;
    expect(vi.getTimerCount()).toBe(0);
    sandbox.start();
    vi.advanceTimersByTime(60_000);
    expect(await sandbox.ended).toMatchObject({ cause: "timed_out" });
  } finally {
    vi.useRealTimers();
  }
});

test("the first cause of a kill is the one that is told, and killing the dead is nothing", async () => {
  const sandbox = launchSandbox(scriptOptions(gateway.socketPath));
  await sandbox.ready;
  sandbox.kill("killed");
  sandbox.kill("timed_out");
  expect((await sandbox.ended).cause).toBe("killed");
  sandbox.kill("timed_out");
  sandbox.start();
});

test("a kill at any moment of the set-up ends it", async () => {
  for (const turns of [0, 1, 10, 100, 1000, 10_000]) {
    const sandbox = launchSandbox(scriptOptions(gateway.socketPath));
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    sandbox.kill("killed");
    expect((await sandbox.ended).cause).toBe("killed");
  }
});

test("a sandbox whose channel closes before it was started goes away by itself", async () => {
  const sandbox = launchSandbox(scriptOptions(gateway.socketPath));
  await sandbox.ready;
  sandbox.channel.end();
  expect(await sandbox.ended).toEqual({ exitCode: 0, signal: null, cause: "exited" });
});

test("what comes after `ready` in the same breath is not lost", async () => {
  const sandbox = launchSandbox(scriptOptions(gateway.socketPath));
  await sandbox.ready;
  sandbox.start();
  const run = { id: "r", action: "a", workspace: "w" };
  const code = "app.result(1)";
  sandbox.channel.write(`${JSON.stringify({ type: "start", run, code, filename: "a.py" })}\n`);
  const [first] = (await once(sandbox.channel, "data")) as [Buffer];
  expect(first.toString()).toMatch(/^\{"type":"result","json":"1"\}\n/);
  await sandbox.ended;
});
