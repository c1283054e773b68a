import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runScript } from "#runner/sandbox/testing/run-script.ts";

/** Calls libc and prints `<name> <result> <errno>`. */
const LIBC = `
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    print(name, result, errno.errorcode.get(ctypes.get_errno(), 0) if result < 0 else "ok")
`;

test("the host's files are not there, while /usr is, and can't be written", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tacit-canary-"));
  writeFileSync(join(folder, "canary"), "on the host");
  const { stdout } = await runScript(`
import os
print(sorted(os.listdir("/")), sorted(os.listdir("/etc")), os.listdir("/tmp"), os.listdir("/home"))
for path in (${JSON.stringify(join(folder, "canary"))}, "/etc/shadow", "/root", "/var", "/sys", "/etc/hostname"):
    print(path, os.path.exists(path))
print("control", os.path.exists("/usr/bin/python3"))
for path in ("/usr/x", "/x", "/etc/x", "/dev/x", "/run/x"):
    try:
        open(path, "w"); print("WROTE", path)
    except OSError as error:
        print(error.errno)
`);
  rmSync(folder, { recursive: true });
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toBe(
    "['bin', 'dev', 'etc', 'home', 'lib', 'lib64', 'proc', 'run', 'sbin', 'tmp', 'usr'] " +
      "['alternatives', 'group', 'hosts', 'nsswitch.conf', 'passwd', 'resolv.conf', 'ssl'] [] ['action']",
  );
  expect(lines.slice(1, 7).every((line) => line.endsWith("False"))).toBe(true);
  expect(lines[7]).toBe("control True");
  expect(lines.slice(8)).toEqual(["30", "30", "30", "30", "30"]); // EROFS
});

test("/proc shows the sandbox's own processes, whose environments hold nothing of the launcher's", async () => {
  process.env["TACIT_TEST_CANARY"] = "in-the-launcher";
  const { stdout } = await runScript(`
import os
print(sorted(os.listdir("/proc/self/fd")))
pids = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
print(pids)
everything = b""
for pid in pids:
    for name in ("environ", "cmdline", "mountinfo"):
        try: everything += open("/proc/%d/%s" % (pid, name), "rb").read()
        except PermissionError: pass
print(repr(open("/proc/1/environ").read()))
print(b"in-the-launcher" in everything, b"run-1" in everything, b"everything" in everything, b"gateway.sock" in everything)
print("control", b"PYTHONUTF8" in everything)
`);
  delete process.env["TACIT_TEST_CANARY"];
  expect(stdout.trim().split("\n")).toEqual([
    "['0', '1', '2', '3', '4']", // 4 is the listing itself
    "[1, 2, 3]",
    "''",
    "False False False False",
    "control True",
  ]);
});

test("no capability is left, none can be gained, and every process is under the filter", async () => {
  const { stdout } = await runScript(`
import os, subprocess
def show(pid):
    fields = dict(line.split(":", 1) for line in open("/proc/%s/status" % pid))
    print([fields[k].strip() for k in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")])
show("self")
show(3)
print(subprocess.run(["grep", "-c", "^Cap.*0000000000000000$", "/proc/self/status"], capture_output=True, text=True).stdout.strip())
print(os.getresuid(), os.getresgid(), os.getgroups())
`);
  const none = `['${"0".repeat(16)}', '${"0".repeat(16)}', '${"0".repeat(16)}', '${"0".repeat(16)}', '${"0".repeat(16)}', '1', '2']`;
  const lines = stdout.trim().split("\n");
  expect(lines.slice(0, 3)).toEqual([none, none, "5"]);
  expect(lines[3]).toMatch(/^\(1000, 1000, 1000\) \(1000, 1000, 1000\)/);
});

test("namespaces, mounts, tracing, keys, bpf, io_uring and System V memory are refused", async () => {
  const { stdout } = await runScript(`${LIBC}
call("unshare", 0x10000000)
call("setns", 0, 0)
call("mount", b"none", b"/tmp", b"tmpfs", 0, None)
call("umount2", b"/tmp", 2)
call("chroot", b"/tmp")
call("ptrace", 16, 1, 0, 0)
call("shmget", 0, 4096, 0o1600)
for name, number in (("keyctl", 250), ("bpf", 321), ("io_uring_setup", 425), ("process_vm_readv", 310), ("open_tree", 428)) if os.uname().machine == "x86_64" else (("keyctl", 219), ("bpf", 280), ("io_uring_setup", 425), ("process_vm_readv", 270), ("open_tree", 428)):
    result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    print(name, result, errno.errorcode[ctypes.get_errno()])
call("getpid")
`);
  const lines = stdout.trim().split("\n");
  expect(lines.slice(0, 12).map((line) => line.split(" ").slice(1).join(" "))).toEqual(
    Array(12).fill("-1 EPERM"),
  );
  expect(lines[12]).toBe("getpid 2 ok");
});

test("another uid, a device, or a set-uid program gives nothing", async () => {
  const { stdout } = await runScript(`${LIBC}
call("setuid", 0)
call("setresuid", 0, 0, 0)
call("setgid", 0)
call("mknod", b"/tmp/disk", 0o60666, (8 << 8) | 0)
print(os.popen("/usr/bin/su -c id 2>&1; /usr/bin/mount -t tmpfs x /tmp 2>&1").read().strip() != "", os.getuid())
call("setuid", 1000)
`);
  const lines = stdout.trim().split("\n");
  expect(lines.slice(0, 4).map((line) => line.split(" ")[1])).toEqual(["-1", "-1", "-1", "-1"]);
  expect(lines.slice(4)).toEqual(["True 1000", "setuid 0 ok"]);
});

test("the relay can't be looked into, and killing it only takes the way out", async () => {
  const { stdout, end } = await runScript(`
import os, signal, urllib.request
print(urllib.request.urlopen("http://api.example.com/").read())
try: print(os.listdir("/proc/3/fd"))
except PermissionError: print("refused")
os.kill(3, signal.SIGKILL)
try: urllib.request.urlopen("http://api.example.com/", timeout=3); print("REACHED")
except OSError: print("no way out")
`);
  expect(stdout.trim().split("\n")).toEqual(["b'hello api.example.com:80'", "refused", "no way out"]);
  expect(end).toEqual({ exitCode: 0, signal: null, cause: "exited" });
});

test("raw sockets, packets, and sockets of the host's hypervisor are impossible", async () => {
  const { stdout } = await runScript(`
import errno, socket
for family, kind, protocol in ((2, 3, 1), (17, 3, 3), (40, 1, 0), (38, 5, 0), (16, 3, 6), (2, 1, 0)):
    try:
        socket.socket(family, kind, protocol); print(family, "ok")
    except OSError as error:
        print(family, errno.errorcode[error.errno])
`);
  expect(stdout.trim().split("\n")).toEqual([
    "2 EPERM",
    "17 EAFNOSUPPORT",
    "40 EAFNOSUPPORT",
    "38 EAFNOSUPPORT",
    "16 EAFNOSUPPORT",
    "2 ok",
  ]);
});

test("settings of the kernel can't be written, and no memory is ever dumped", async () => {
  const { stdout } = await runScript(`
import os, resource
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/vm/overcommit_memory", "/proc/sysrq-trigger"):
    try: os.close(os.open(path, os.O_WRONLY)); print("OPENED", path)
    except OSError: print("refused")
print(resource.getrlimit(resource.RLIMIT_CORE))`);
  expect(stdout).toBe("refused\nrefused\nrefused\nrefused\n(1, 1)\n");
});
