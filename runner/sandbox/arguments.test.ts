import { expect, test } from "vitest";
import { bwrapArguments, bwrapCommand, type ArgumentOptions } from "#runner/sandbox/arguments.ts";

const options: ArgumentOptions = {
  limits: { wallSeconds: 60, memoryBytes: 1 << 28, processes: 64, tmpBytes: 12_345 },
  loopbackPorts: [8080, 5432],
  python: "/usr/bin/python3",
  descriptors: { arguments: 4, seccomp: 5, gateway: 6, bootstrap: 7, files: new Map([["/etc/hosts", 8]]) },
};
const list = bwrapArguments(options);
/** The values that follow each occurrence of an option. */
const after = (option: string, count: number): string[][] =>
  list.flatMap((word, index) => (word === option ? [list.slice(index + 1, index + 1 + count)] : []));

test("every namespace is new, and the sandbox dies with the runner", () => {
  for (const option of ["--unshare-all", "--unshare-user", "--new-session", "--die-with-parent"]) {
    expect(list).toContain(option);
  }
  expect(list.filter((word) => word.startsWith("--share"))).toEqual([]);
});

test("nothing of the host is bound but /usr, /etc/alternatives and harmless devices, and nothing writable", () => {
  expect(after("--ro-bind", 2)).toEqual([["/usr", "/usr"]]);
  expect(after("--ro-bind-try", 2)).toEqual([["/etc/alternatives", "/etc/alternatives"]]);
  const devices = ["null", "zero", "full", "random", "urandom"].map((name) => [
    `/dev/${name}`,
    `/dev/${name}`,
  ]);
  expect(after("--dev-bind", 2)).toEqual(devices);
  expect(list.filter((word) => /^--(bind|overlay)/.test(word))).toEqual([]);
});

test("every tmpfs has a size", () => {
  const mounts = list.flatMap((word, index) =>
    word === "--tmpfs" ? [list.slice(index - 2, index + 2)] : [],
  );
  expect(mounts).toEqual(
    ["/dev/shm", "/tmp", "/home/action"].map((path) => ["--size", "12345", "--tmpfs", path]),
  );
});

test("the capabilities are the two of the network's set-up, for an unprivileged uid", () => {
  expect(after("--cap-add", 1)).toEqual([["CAP_NET_ADMIN"], ["CAP_SETPCAP"]]);
  expect(after("--uid", 1)).toEqual([["1000"]]);
});

test("a list that is cut anywhere has no interpreter to start", () => {
  expect(list.slice(-3)).toEqual(["--ro-bind", "/usr", "/usr"]);
  expect(list.slice(list.indexOf("--remount-ro"), -3)).toEqual(["--remount-ro", "/"]);
});

test("the command that is readable inside names no path of the host but the interpreter", () => {
  const command = bwrapCommand(options);
  expect(command.slice(0, 4)).toEqual(["--args", "4", "--", "/usr/bin/python3"]);
  expect(command.slice(-3)).toEqual(["66", "12345", "8080,5432"]);
});

test("no argument can end another early", () => {
  expect([...list, ...bwrapCommand(options)].filter((word) => word.includes("\0"))).toEqual([]);
});
