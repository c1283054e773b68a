import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { compileSeccomp, type SeccompOptions } from "#runner/sandbox/seccomp.ts";
import { AUDIT_ARCHITECTURE, REFUSED_CALLS } from "#runner/sandbox/syscalls.ts";

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const errno = (number: number) => 0x00050000 + number;

/** Runs a program as the kernel would (net/core/filter.c), for the instructions that seccomp programs of ours use. */
function run(program: Buffer, call: { number: number; machine: number; arguments?: number[] }): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number, 0);
  data.writeUInt32LE(call.machine, 4);
  call.arguments?.forEach((value, index) => data.writeBigUInt64LE(BigInt(value), 16 + 8 * index));
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const code = program.readUInt16LE(at * 8);
    const k = program.readUInt32LE(at * 8 + 4);
    const jump = (holds: boolean): void => {
      at += program.readUInt8(at * 8 + (holds ? 2 : 3));
    };
    if (code === 0x06) return k;
    else if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x15) jump(accumulator === k);
    else if (code === 0x35) jump(accumulator >= k);
    else if (code === 0x45) jump((accumulator & k) !== 0);
    else throw new Error(`instruction ${code}`);
  }
  throw new Error("ran off the end");
}

describe.each(["x64", "arm64"] as const)("on %s", (architecture) => {
  const options: SeccompOptions = { architecture, memfd: true };
  const program = compileSeccomp(options);
  const machine = AUDIT_ARCHITECTURE[architecture];
  const index = architecture === "x64" ? 0 : 1;
  const call = (number: number, ...rest: number[]) => run(program, { number, machine, arguments: rest });
  const clone = [56, 220][index]!;
  const socket = [41, 198][index]!;
  const memfd = [319, 279][index]!;

  test.each(Object.entries(REFUSED_CALLS).filter(([, numbers]) => numbers[index] !== null))(
    "%s is refused",
    (_, numbers) => {
      expect(call(numbers[index]!)).toBe(errno(1));
    },
  );

  test("read, write, openat, execve, futex and exit pass", () => {
    const common = [
      [0, 63],
      [1, 64],
      [257, 56],
      [59, 221],
      [202, 98],
      [60, 93],
    ];
    for (const numbers of common) expect(call(numbers[index]!)).toBe(ALLOW);
  });

  test("threads and forks pass, new namespaces don't, in any combination", () => {
    expect(call(clone, 0x3d0f00)).toBe(ALLOW); // pthread_create
    expect(call(clone, 0x1200011)).toBe(ALLOW); // fork
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]) {
      expect(call(clone, flag | 17)).toBe(errno(1));
    }
  });

  test("clone3 does not exist, so that libc falls back on clone", () => {
    expect(call(435)).toBe(errno(38));
  });

  test("sockets are Unix, IPv4, IPv6 and two kinds of netlink", () => {
    for (const family of [1, 2, 10]) expect(call(socket, family, 1, 0)).toBe(ALLOW);
    expect(call(socket, 16, 3, 0)).toBe(ALLOW);
    expect(call(socket, 16, 3, 12)).toBe(ALLOW);
    expect(call(socket, 16, 3, 6)).toBe(errno(97)); // xfrm
    for (const family of [15, 17, 38, 40]) expect(call(socket, family, 1, 0)).toBe(errno(97));
  });

  test("a foreign machine's call ends the process", () => {
    for (const foreign of [
      0x40000003,
      0x40000028,
      AUDIT_ARCHITECTURE[architecture === "x64" ? "arm64" : "x64"],
    ]) {
      expect(run(program, { number: 0, machine: foreign })).toBe(KILL);
    }
  });

  test("memfd_create passes only where something bounds it", () => {
    expect(call(memfd)).toBe(ALLOW);
    const strict = compileSeccomp({ ...options, memfd: false });
    expect(run(strict, { number: memfd, machine })).toBe(errno(1));
  });

  test("the program is the one that was reviewed", () => {
    // A changed filter is a changed wall: whoever changes it looks at the difference and writes the new digest here.
    const digest = createHash("sha256").update(program).digest("hex").slice(0, 16);
    expect(digest).toBe({ x64: "3d126ed94aa0e450", arm64: "fcbbf78c5ddacd97" }[architecture]);
  });
});

test("x32 calls end the process", () => {
  const program = compileSeccomp({ architecture: "x64", memfd: true });
  expect(run(program, { number: 0x40000000, machine: AUDIT_ARCHITECTURE.x64 })).toBe(KILL);
});
