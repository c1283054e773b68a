import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileInSandbox } from "#runner/check-syntax.ts";
import { connectEgress, type EgressClient } from "#runner/egress-client.ts";
import { launchSandbox } from "#runner/sandbox/launch.ts";
import { startGateway } from "#runner/testing/runner-process.ts";

const MIB = 1024 * 1024;
const limits = { wallSeconds: 20, memoryBytes: 256 * MIB, processes: 64, tmpBytes: 16 * MIB };
let gateway: Awaited<ReturnType<typeof startGateway>>;
let egress: EgressClient;

beforeAll(async () => {
  gateway = await startGateway();
  egress = await connectEgress(gateway.socket);
});
afterAll(async () => {
  await egress.end();
  await gateway.stop();
});

async function check(code: string) {
  const id = randomUUID();
  const egressSocket = await egress.open(id);
  const sandbox = launchSandbox({ id, egressSocket, limits, loopbackPorts: [], python: "/usr/bin/python3" });
  await sandbox.ready;
  return compileInSandbox(sandbox, code, "action.py");
}

describe("Python's verdict on code", () => {
  it("is that right code is right, without running it", async () => {
    expect(await check("print(1.)\nraise SystemExit(app.result({}))\n")).toBeNull();
    expect(await check('"""quotes \\" \'\'\' and ü 😀"""\n')).toBeNull();
    expect(await check("")).toBeNull();
  });

  it("is where and why wrong code is wrong", async () => {
    expect(await check("x = 1\nif x\n    pass\n")).toEqual({ line: 2, column: 5, message: "expected ':'" });
  });

  it.each([
    ["deep nesting", "(".repeat(50_000)],
    ["nested operators", `x = ${"-".repeat(200_000)}1`],
    ["a NUL character", "x = 1\0"],
    ["a lone surrogate's replacement in a name", "\uFFFD = 1"],
  ])("is a problem, and never a crash of the runner, for %s", async (_case, code) => {
    expect(await check(code)).toMatchObject({ line: 1 });
  });
});
