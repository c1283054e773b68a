import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { processesWith } from "#runner/sandbox/testing/processes-with.ts";
import { runScript } from "#runner/sandbox/testing/run-script.ts";

const MIB = 1024 * 1024;

test("an endless loop is killed when its time is over", async () => {
  const { end, stdout } = await runScript("print('in'); \nwhile True: pass", { limits: { wallSeconds: 1 } });
  expect(end.cause).toBe("timed_out");
  expect(stdout).toBe("in\n");
});

test("ignoring every signal does not help against the clock", async () => {
  const code = `
import signal, time
for number in signal.valid_signals():
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
time.sleep(1000)`;
  expect((await runScript(code, { limits: { wallSeconds: 1 } })).end.cause).toBe("timed_out");
});

test("a fork bomb stays within the processes of the run", async () => {
  const { stdout, end } = await runScript(
    `
import os, time
forked = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(1000)
        forked += 1
except BlockingIOError:
    print(forked)
`,
    { limits: { processes: 20 } },
  );
  expect(stdout).toBe("19\n"); // and the first process is the twentieth
  expect(end.cause).toBe("exited");
});

test("threads count as processes", async () => {
  const code = `
import threading, time
try:
    for started in range(1000): threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
except RuntimeError: print(started)
`;
  expect((await runScript(code, { limits: { processes: 20 } })).stdout).toBe("19\n");
});

test.each([
  ["the heap", "blocks = [bytearray(1 << 20) for _ in range(1000)]"],
  [
    "memfd",
    "import os\nf = os.memfd_create('x')\nos.truncate\nfor _ in range(1000): os.write(f, bytes(1 << 16) * 16)",
  ],
  ["shared memory", "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor _ in range(1000): m.write(bytes(1 << 20))"],
  [
    "children",
    "import os\nfor _ in range(8):\n if os.fork() == 0:\n  b = bytearray(64 << 20)\n  import time; time.sleep(60)\nos.wait()",
  ],
])("memory by %s ends the run as out of memory", async (_, code) => {
  // Where a file has a size limit of its own, that must not be what stops it.
  const { end } = await runScript(code, { limits: { memoryBytes: 96 * MIB, tmpBytes: 1024 * MIB } });
  expect(end.cause).toBe("memory");
});

test("tmpfs counts as memory, and each one is bounded", async () => {
  const fill = (path: string) => `
def fill(path):
    written = 0
    try:
        with open(path, "wb", buffering=0) as file:
            while True: written += file.write(bytes(1 << 16))
    except OSError as error:
        return written >> 20, error.errno
print(fill(${JSON.stringify(path)}))`;
  const bounded = await runScript(["/tmp/x", "/dev/shm/x", "/home/action/x"].map(fill).join("\n"), {
    limits: { tmpBytes: 4 * MIB },
  });
  // RLIMIT_FSIZE (EFBIG) and the mount's size are the same number.
  expect(bounded.stdout).toMatch(/^(\(4, (27|28)\)\n){3}$/);
  const many = await runScript(`
import os
try:
    for n in range(100):
        with open("/tmp/%d" % n, "wb") as file: file.write(bytes(1 << 20))
except OSError as error: print(n, error.errno)`);
  expect(many.stdout).toBe("16 28\n");
  const total = await runScript(
    `for n in range(200):
    with open("/tmp/%d" % n, "wb") as file: file.write(bytes(1 << 20))`,
    { limits: { memoryBytes: 64 * MIB, tmpBytes: 1024 * MIB } },
  );
  expect(total.end.cause).toBe("memory");
});

test("descriptors are bounded", async () => {
  const code = `
import os
try:
    while True: last = os.open("/dev/null", 0)
except OSError as error: print(last, error.errno)`;
  expect((await runScript(code)).stdout).toBe("1023 24\n");
});

test("limits can be lowered and never raised", async () => {
  const code = `
import resource
for kind in (resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
    soft, hard = resource.getrlimit(kind)
    try: resource.setrlimit(kind, (hard + 1, hard + 1)); print("RAISED")
    except ValueError: print(soft == hard)`;
  expect((await runScript(code)).stdout).toBe("True\nTrue\nTrue\nTrue\n");
});

test("an action yields to the host's own work", async () => {
  const code = `import os\nprint(os.nice(0), open("/proc/self/oom_score_adj").read().strip())
try: os.setpriority(os.PRIO_PROCESS, 0, 0); print("RAISED")
except PermissionError: print("refused")`;
  expect((await runScript(code)).stdout).toBe("10 500\nrefused\n");
});

test("what detaches itself dies with the run", async () => {
  const marker = "tacit-outlives-41297";
  const detach = `
import subprocess
command = "echo up; exec >/dev/null 2>&1 </dev/null; sleep 1000; : ${marker}"
print(subprocess.Popen(["/bin/sh", "-c", command], start_new_session=True, stdout=-1).stdout.readline())`;
  let during = 0;
  const { end } = await runScript(`${detach}\nimport time; time.sleep(1000)`, {
    onOutput: (_text, sandbox) => {
      during = processesWith(marker).length;
      sandbox.kill("killed");
    },
  });
  expect(end).toMatchObject({ cause: "killed" });
  expect(during).toBeGreaterThan(0); // control: it is found while it lives
  expect(processesWith(marker)).toEqual([]);

  // The same when the action ends by itself.
  expect((await runScript(detach)).end.cause).toBe("exited");
  expect(processesWith(marker)).toEqual([]);
});

test("no control group and no uid is left behind", async () => {
  const groups = () =>
    ["/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids", "/sys/fs/cgroup"].flatMap((folder) => {
      try {
        return readdirSync(folder, { recursive: true }).filter((name) =>
          String(name).includes(`tacit-${process.pid}-`),
        );
      } catch {
        return [];
      }
    });
  let during = 0;
  await runScript("print('in'); import time; time.sleep(1000)", {
    onOutput: (_text, sandbox) => {
      during = groups().length;
      sandbox.kill("killed");
    },
  });
  const usesGroups = during > 0;
  expect(groups()).toEqual([]);
  expect(usesGroups || process.getuid?.() !== 0).toBe(true);
});
