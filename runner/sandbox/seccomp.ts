// Guards the kernel from an action: the system call filter of every sandbox, as a classic BPF program.
import {
  AUDIT_ARCHITECTURE,
  INSPECTED_CALLS,
  REFUSED_CALLS,
  type Architecture,
} from "#runner/sandbox/syscalls.ts";

/** Variants of the filter. */
export interface SeccompOptions {
  architecture: Architecture;
  /** Off where no cgroup bounds memory: a memfd that nobody maps appears in no process's resident set. */
  memfd: boolean;
}

interface Instruction {
  code: number;
  k: number;
  /** How many instructions to skip when the comparison holds and when it doesn't. */
  jt?: number;
  jf?: number;
}

// linux/bpf_common.h
const LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const JUMP_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

// linux/seccomp.h: struct seccomp_data is nr, arch, instruction pointer, six 64-bit arguments.
const NUMBER = 0;
const ARCHITECTURE = 4;
/** Offset of an argument's low word: both machines are little-endian, and every inspected argument is an int's width. */
const argument = (index: number): number => 16 + 8 * index;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const refuse = (errno: number): number => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. (NEWTIME is clone3's and unshare's alone.) */
const CLONE_NEW = 0x7e020000;
/** The x32 machine shares x86-64's architecture number and sets this bit in every call's number. */
const X32_BIT = 0x40000000;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;
/** The set-up speaks it, after the filter is on; without CAP_NET_ADMIN the kernel refuses every message. */
const NETLINK_NETFILTER = 12;

const load = (offset: number): Instruction => ({ code: LOAD_WORD, k: offset });
const give = (result: number): Instruction => ({ code: RETURN, k: result });
/** Runs `body` when the accumulator equals `k`, else skips it. */
const whenEqual = (k: number, body: readonly Instruction[]): Instruction[] => [
  { code: JUMP_EQUAL, k, jt: 0, jf: body.length },
  ...body,
];

/** Calls from a foreign machine could mean anything: their numbers differ, so the process ends. */
function checkMachine(architecture: Architecture): Instruction[] {
  const machine: Instruction[] = [
    load(ARCHITECTURE),
    { code: JUMP_EQUAL, k: AUDIT_ARCHITECTURE[architecture], jt: 1, jf: 0 },
    give(KILL_PROCESS),
    load(NUMBER),
  ];
  if (architecture === "x64") {
    machine.push({ code: JUMP_AT_LEAST, k: X32_BIT, jt: 0, jf: 1 }, give(KILL_PROCESS));
  }
  return machine;
}

/** Threads and plain forks pass; new namespaces don't. clone3 hides its flags in memory, and libc falls back on ENOSYS. */
function checkClone(index: 0 | 1): Instruction[] {
  return [
    ...whenEqual(INSPECTED_CALLS.clone3[index], [give(refuse(ENOSYS))]),
    ...whenEqual(INSPECTED_CALLS.clone[index], [
      load(argument(0)),
      { code: JUMP_ANY_BIT, k: CLONE_NEW, jt: 0, jf: 1 },
      give(refuse(EPERM)),
      give(ALLOW),
    ]),
  ];
}

/**
 * Unix, IPv4 and IPv6, and the netlink that libc asks for interfaces. Not AF_VSOCK, which no network namespace holds back
 * from a hypervisor, nor AF_ALG, AF_PACKET and the many families of old bugs.
 */
function checkSocket(index: 0 | 1): Instruction[] {
  return whenEqual(INSPECTED_CALLS.socket[index], [
    load(argument(0)),
    ...[AF_UNIX, AF_INET, AF_INET6].flatMap((family) => whenEqual(family, [give(ALLOW)])),
    { code: JUMP_EQUAL, k: AF_NETLINK, jt: 1, jf: 0 },
    give(refuse(EAFNOSUPPORT)),
    load(argument(2)),
    ...[NETLINK_ROUTE, NETLINK_NETFILTER].flatMap((protocol) => whenEqual(protocol, [give(ALLOW)])),
    give(refuse(EAFNOSUPPORT)),
  ]);
}

/**
 * The filter as bubblewrap's `--seccomp` reads it: `struct sock_filter[]` in native (little-endian) order.
 * Refused calls get EPERM, so that programs can say so; only a foreign machine's calls kill.
 */
export function compileSeccomp(options: SeccompOptions): Buffer {
  const index = options.architecture === "x64" ? 0 : 1;
  const refused = Object.values(REFUSED_CALLS)
    .map((numbers) => numbers[index])
    .filter((number) => number !== null);
  if (!options.memfd) refused.push(INSPECTED_CALLS.memfd_create[index]);
  const program = [
    ...checkMachine(options.architecture),
    ...checkClone(index),
    ...checkSocket(index),
    ...refused.flatMap((number) => whenEqual(number, [give(refuse(EPERM))])),
    give(ALLOW),
  ];
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach((instruction, position) => {
    bytes.writeUInt16LE(instruction.code, position * 8);
    bytes.writeUInt8(instruction.jt ?? 0, position * 8 + 2);
    bytes.writeUInt8(instruction.jf ?? 0, position * 8 + 3);
    bytes.writeUInt32LE(instruction.k, position * 8 + 4);
  });
  return bytes;
}
