import { expect, test } from "vitest";
import { runScript } from "#runner/sandbox/testing/run-script.ts";

const finished = (messages: Record<string, unknown>[]) => messages.find(({ type }) => type === "finished");
const requests = (messages: Record<string, unknown>[]) =>
  messages.filter(({ type }) => type === "secret").map(({ name }) => name);

test("a secret arrives byte for byte, as one object, in every spelling", async () => {
  const value = " tab\t\r\nquote\"'\\ ünï 🔑 \u2028 NUL\0 end\n";
  const { stdout, messages } = await runScript(
    `
import app as imported
from tacit import app as again
print(ascii(app.secrets.KEY))
print(app.secrets.KEY is app.secrets.get("KEY") is getattr(app.secrets, "KEY"), imported is app is again)
print(dir(app.secrets), app.secrets, app.run.id, app.run.action, app.run.workspace)`,
    { secrets: { KEY: { value } } },
  );
  expect(stdout.split("\n")).toEqual([
    `' tab\\t\\r\\nquote"\\'\\\\ \\xfcn\\xef \\U0001f511 \\u2028 NUL\\x00 end\\n'`,
    "True True",
    "['KEY'] <app.secrets> run-1 Sync contacts acme",
    "",
  ]);
  expect(new Set(requests(messages))).toEqual(new Set(["KEY"]));
});

test("a loop over a secret doesn't ask each time", async () => {
  const { stdout, messages } = await runScript("for _ in range(50000): app.secrets.KEY\nprint('done')", {
    secrets: { KEY: { value: "value" } },
  });
  expect(stdout).toBe("done\n");
  expect(requests(messages).length).toBeLessThan(1000);
});

test("nothing is asked for that isn't used, nor for Python's own names", async () => {
  const { messages } = await runScript(`
import copy
for name in ("__wrapped__", "__deepcopy__", "__len__"): print(hasattr(app.secrets, name))
repr(app.secrets), hash(app.secrets), app.secrets == 1`);
  expect(requests(messages)).toEqual([]);
});

test("a default stands in for what is not there, and never hides what is refused", async () => {
  const secrets = {
    GONE: { error: "deleted" },
    OTHER: { error: "not_selected" },
    LATE: { error: "refused" },
  };
  const { stdout } = await runScript(
    `
print(app.secrets.get("NONE", "default"), app.secrets.get("GONE"), hasattr(app.secrets, "NONE"))
for name in ("NONE", "GONE"):
    try: getattr(app.secrets, name)
    except app.SecretNotFound as error: print("not found:", error)
for name in ("OTHER", "LATE"):
    try: app.secrets.get(name, "default"); print("HIDDEN")
    except app.SecretNotAllowed as error: print("not allowed:", error)
try: app.secrets.NEW = "x"
except AttributeError as error: print("can't set")`,
    { secrets },
  );
  expect(stdout.trim().split("\n")).toEqual([
    "default None False",
    "not found: about NONE",
    "not found: about GONE",
    "not allowed: about OTHER",
    "not allowed: about LATE",
    "can't set",
  ]);
});

test("threads, forks and processes ask at the same time and each gets its own answer", async () => {
  const secrets = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`S${n}`, { value: `value ${n}` }]),
  );
  const { stdout, stderr } = await runScript(
    `
import multiprocessing, os, threading
def right(n): return getattr(app.secrets, "S%d" % n) == "value %d" % n
results = []
threads = [threading.Thread(target=lambda n=n: results.append(right(n))) for n in range(20)]
for thread in threads: thread.start()
children = []
for n in range(20, 30):
    pid = os.fork()
    if pid == 0: os._exit(0 if all(right(m) for m in range(n, n + 10)) else 1)
    children.append(pid)
for thread in threads: thread.join()
print(all(results), len(results), [os.waitpid(pid, 0)[1] for pid in children])
with multiprocessing.Pool(4) as pool: print(all(pool.map(right, range(40))))`,
    { secrets },
  );
  expect([stdout, stderr]).toEqual([`True 20 [${Array(10).fill(0).join(", ")}]\nTrue\n`, ""]);
});

test("a fork that is killed while it asks does not spoil the others' answers", async () => {
  const secrets = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [`S${n}`, { value: `${"v".repeat(60_000)}${n}` }]),
  );
  const { stdout } = await runScript(
    `
import os, signal
for n in range(0, 30, 2):
    pid = os.fork()
    if pid == 0:
        while True: getattr(app.secrets, "S%d" % n); app.secrets._read.__closure__ and None
    os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)
    value = getattr(app.secrets, "S%d" % (n + 1))
    if value != "v" * 60000 + str(n + 1): print("WRONG", n)
print("done")`,
    { secrets },
  );
  expect(stdout).toBe("done\n");
});

test("a result is JSON, the last one counts, and what is none is a TypeError", async () => {
  const { messages, stdout } = await runScript(`
app.result({"rows": [1, 2.5, None, True, "ü"]})
for wrong in (object(), {1, 2}, float("nan")):
    try: app.result(wrong)
    except TypeError: print("TypeError")
circle = []; circle.append(circle)
try: app.result(circle)
except TypeError: print("TypeError")
try: app.result("x" * 2_000_000)
except ValueError: print("too large")`);
  const results = messages.filter(({ type }) => type === "result");
  expect(results.map(({ json }) => JSON.parse(String(json)) as unknown)).toEqual([
    { rows: [1, 2.5, null, true, "ü"] },
  ]);
  expect(stdout).toBe(`${"TypeError\n".repeat(4)}too large\n`);
});

test("a traceback shows the action's own lines and no others", async () => {
  const { stderr, messages, end } = await runScript(`def outer():
    try:
        inner()
    except KeyError as error:
        raise ValueError("it broke") from error

def inner():
    {}["missing"]

outer()`);
  expect(stderr).toBe(`Traceback (most recent call last):
  File "Sync contacts.py", line 3, in outer
    inner()
  File "Sync contacts.py", line 8, in inner
    {}["missing"]
    ~~^^^^^^^^^^^
KeyError: 'missing'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "Sync contacts.py", line 10, in <module>
    outer()
  File "Sync contacts.py", line 5, in outer
    raise ValueError("it broke") from error
ValueError: it broke
`);
  const error = { type: "ValueError", message: "it broke", line: 5 };
  expect(finished(messages)).toEqual({ type: "finished", ok: false, error });
  expect(end.exitCode).toBe(1);
});

test("an error of app.secrets points to the action's line", async () => {
  const { stderr, messages } = await runScript("x = 1\napp.secrets.NONE\n");
  expect(stderr).toBe(`Traceback (most recent call last):
  File "Sync contacts.py", line 2, in <module>
    app.secrets.NONE
app.SecretNotFound: about NONE
`);
  expect(finished(messages)).toMatchObject({ error: { type: "SecretNotFound", line: 2 } });
});

test("a syntax error is told with its line, and nothing runs", async () => {
  const { stdout, stderr, messages } = await runScript("print('ran')\nif True\n    pass\n");
  expect(stdout).toBe("");
  expect(stderr).toMatch(
    /^ {2}File "Sync contacts\.py", line 2\n {4}if True\n {11}\^\nSyntaxError: expected ':'\n$/,
  );
  expect(finished(messages)).toMatchObject({ ok: false, error: { type: "SyntaxError", line: 2 } });
});

test.each([
  ["sys.exit()", 0, true],
  ["sys.exit(0)", 0, true],
  ["sys.exit(3)", 3, false],
  ["sys.exit('reason')", 1, false],
  ["exit()", 0, true],
  ["raise KeyboardInterrupt", 1, false],
  ["pass", 0, true],
])("%s ends with status %i", async (code, status, ok) => {
  const { end, messages } = await runScript(`import sys\n${code}`);
  expect(end).toEqual({ exitCode: status, signal: null, cause: "exited" });
  expect(finished(messages)).toMatchObject({ ok });
});

test("a print is seen when it happens", async () => {
  const { stdout, end } = await runScript("import time\nprint('first')\ntime.sleep(1000)\nprint('second')", {
    onOutput: (_text, sandbox) => {
      sandbox.kill("killed");
    },
  });
  expect([stdout, end.cause]).toEqual(["first\n", "killed"]);
});

test("threads are waited for, and their last words are heard", async () => {
  const { stdout, messages } = await runScript(`
import threading
threading.Thread(target=lambda: (threading.main_thread().join(), print("from a thread"))).start()
print("main ends")`);
  expect(stdout).toBe("main ends\nfrom a thread\n");
  expect(finished(messages)).toMatchObject({ ok: true });
});

test("garbage on the channel, or its end, harms nobody but the action", async () => {
  const { end, stdout, garbage } = await runScript(
    `
import os
os.write(3, b"{}}garbage\\n\\xff\\xfe\\n")
print(app.secrets.KEY)
os.close(3)
try: app.secrets.OTHER
except RuntimeError as error: print(error)`,
    { secrets: { KEY: { value: "still right" } } },
  );
  expect(garbage).toHaveLength(2);
  expect(stdout).toBe("still right\nThe connection to Tacit is closed.\n");
  expect(end.cause).toBe("exited");
});

test("installed packages are found, and the interpreter takes nothing from the action's folder", async () => {
  const { stdout } = await runScript(`
import sys, os
print([folder for folder in sys.path if not folder.startswith("/usr/")], sys.flags.isolated, sys.flags.utf8_mode)
print(__name__, "/usr/lib/python3/dist-packages" in sys.path, os.getcwd(), sys.stdin.read() == "")`);
  expect(stdout).toBe("[] 1 1\n__main__ True /home/action True\n");
});
