import { expect, test } from "vitest";
import { isolationArguments } from "./isolation.mjs";

const isolation = {
  hostname: "tacit-web",
  readable: ["/srv/tacit/node_modules", "/srv/tacit/.next"],
  writable: ["/tmp/tacit-sockets"],
  scratch: ["/srv/tacit/.next/cache"],
  cwd: "/srv/tacit",
  dropTo: { uid: 61060, gid: 61060 },
  infoDescriptor: 3,
};
const command = ["/srv/tacit/node/bin/node", "server.js"];

/** The values behind each occurrence of an option. */
function after(args: string[], option: string, count = 1): string[][] {
  return args.flatMap((arg, i) => (arg === option ? [args.slice(i + 1, i + 1 + count)] : []));
}

const asRoot = isolationArguments(isolation, command);
const asSomebody = isolationArguments({ ...isolation, dropTo: null }, command);

test.each([
  ["root", asRoot],
  ["somebody", asSomebody],
])("started by %s it has namespaces of its own, except for the network", (_who, args) => {
  for (const kind of ["pid", "ipc", "uts"]) expect(args).toContain(`--unshare-${kind}`);
  expect(args).not.toContain("--unshare-net");
  expect(args).not.toContain("--unshare-all");
  expect(args).toContain("--die-with-parent");
  expect(args).toContain("--new-session");
});

test("it sees the system, what is listed, and nothing else", () => {
  const shown = [...after(asRoot, "--ro-bind", 2), ...after(asRoot, "--ro-bind-try", 2)];
  expect(shown.every(([from, to]) => from === to)).toBe(true);
  const outsideEtc = shown.map(([from = ""]) => from).filter((path) => !path.startsWith("/etc/"));
  const system = ["/usr", "/bin", "/sbin", "/lib", "/lib64"];
  expect(outsideEtc.sort()).toEqual([...system, ...isolation.readable].sort());
  expect(after(asRoot, "--bind", 2)).toEqual([["/tmp/tacit-sockets", "/tmp/tacit-sockets"]]);
  expect(asRoot).not.toContain("--dev-bind");
});

test("of /etc it sees nothing that holds passwords or keys of the machine", () => {
  const etc = after(asRoot, "--ro-bind-try", 1)
    .flat()
    .filter((path) => path.startsWith("/etc"));
  expect(etc).not.toContain("/etc");
  expect(etc.filter((path) => /shadow|ssh|private|passwd|sudo/.test(path))).toEqual([]);
});

test("the folders above what is shown can be walked by an unprivileged program, and come before it", () => {
  const dirs = after(asRoot, "--dir").flat();
  expect(dirs).toEqual(
    expect.arrayContaining(["/srv", "/srv/tacit", "/srv/tacit/.next", "/etc", "/etc/ssl"]),
  );
  for (const dir of dirs)
    expect(asRoot.slice(asRoot.indexOf(dir) - 3, asRoot.indexOf(dir))).toEqual(["--perms", "0755", "--dir"]);
  expect(asRoot.indexOf("/srv/tacit")).toBeLessThan(asRoot.indexOf("/srv/tacit/node_modules"));
});

test("a project in /tmp is shown over the empty /tmp", () => {
  const args = isolationArguments(
    { ...isolation, readable: ["/tmp/clone/node_modules"], cwd: "/tmp/clone" },
    command,
  );
  expect(args.indexOf("/tmp")).toBeLessThan(args.indexOf("/tmp/clone"));
  expect(after(args, "--dir").flat()).not.toContain("/tmp");
});

test("root's program runs under other ids, without capabilities and without a way back", () => {
  const [, drop] = splitAtCommand(asRoot);
  expect(drop).toEqual([
    "/usr/bin/setpriv",
    "--reuid=61060",
    "--regid=61060",
    "--clear-groups",
    "--inh-caps=-all",
    "--ambient-caps=-all",
    "--bounding-set=-all",
    "--no-new-privs",
    "--",
    ...command,
  ]);
  // Without them setpriv itself could drop nothing.
  expect(after(asRoot, "--cap-add").flat()).toEqual(["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"]);
  expect(after(asRoot, "--cap-drop")).toEqual([["ALL"]]);
});

test("somebody else's program runs in a user namespace that it cannot nest, without capabilities", () => {
  expect(asSomebody).toContain("--unshare-user");
  expect(asSomebody).toContain("--disable-userns");
  expect(after(asSomebody, "--cap-drop")).toEqual([["ALL"]]);
  expect(after(asSomebody, "--cap-add")).toEqual([]);
  expect(splitAtCommand(asSomebody)[1]).toEqual(command);
});

function splitAtCommand(args: string[]): [string[], string[]] {
  const at = args.indexOf("--");
  return [args.slice(0, at), args.slice(at + 1)];
}
