import { expect, test, vi } from "vitest";
import { runScript } from "#runner/sandbox/testing/run-script.ts";

// A host where no control group is writable: the watcher bounds memory.
vi.mock("#runner/sandbox/find-cgroups.ts", () => ({ findCgroups: () => null }));

const MIB = 1024 * 1024;
const limits = { memoryBytes: 96 * MIB, tmpBytes: 1024 * MIB };

test.each([
  ["the heap", "blocks = [bytearray(1 << 20) for _ in range(300)]"],
  ["tmpfs", "for n in range(300): open('/tmp/%d' % n, 'wb').write(bytes(1 << 20))"],
  [
    "shared memory",
    "import mmap\nm = mmap.mmap(-1, 300 << 20)\nfor _ in range(300): m.write(bytes(1 << 20))",
  ],
  ["children", "import os\nfor _ in range(6):\n if os.fork() == 0:\n  b = bytearray(50 << 20)\n  break"],
])("memory by %s is noticed and killed", async (_, code) => {
  const { end } = await runScript(`${code}\nimport time; time.sleep(20)`, { limits });
  expect(end.cause).toBe("memory");
});

test("a modest run with many forks of one heap is left alone", async () => {
  const code = `
import os, time
shared = bytearray(40 << 20)
for _ in range(10):
    if os.fork() == 0: break
time.sleep(1)`;
  expect((await runScript(code, { limits })).end).toMatchObject({ cause: "exited" });
});

test("a memfd, which no resident set shows, can't be made", async () => {
  const { stdout } = await runScript(
    "import os\ntry: os.memfd_create('x')\nexcept OSError as e: print(e.errno)",
  );
  expect(stdout).toBe("1\n");
});
