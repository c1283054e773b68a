import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hello } from "#runner/sandbox/testing/fake-gateway.ts";
import { runScript } from "#runner/sandbox/testing/run-script.ts";

/** A service of the host, on loopback: what no action may reach unless the operator allows it. */
const service = createHttpServer((_request, response) => response.end("the host's service"));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  port = (service.address() as AddressInfo).port;
});
afterAll(() => {
  service.close();
});

test("programs without proxy settings reach the gateway by host name", async () => {
  const { stdout, targets } = await runScript(`
import http.client, socket, subprocess, urllib.request
print(urllib.request.urlopen("http://api.example.com/x").read().decode())
client = http.client.HTTPConnection("API.Example.com", 8080); client.request("GET", "/")
print(client.getresponse().read().decode())
plain = socket.create_connection(("raw.example.com", 6543)); plain.sendall(b"x")
print(plain.makefile().read().splitlines()[-1])
literal = socket.create_connection(("203.0.113.9", 443)); literal.sendall(b"x")
print(literal.makefile().read().splitlines()[-1])
`);
  const asked = ["api.example.com:80", "api.example.com:8080", "raw.example.com:6543", "203.0.113.9:443"];
  expect(targets).toEqual(asked);
  expect(stdout.trim().split("\n")).toEqual(asked.map((target) => `hello ${target}`));
});

test("what the gateway refuses is reset, at once", async () => {
  const { stdout, targets } = await runScript(
    `
import socket, urllib.request
refused = socket.create_connection(("refused.example.com", 443))
try: print(refused.recv(1))
except ConnectionResetError: print("reset")
print(urllib.request.urlopen("http://allowed.example.com/").read().decode())`,
    { gateway: (target) => (target.startsWith("allowed.") ? hello : null) },
  );
  expect(stdout).toBe("reset\nhello allowed.example.com:80\n");
  expect(targets).toEqual(["refused.example.com:443", "allowed.example.com:80"]);
});

test.each([
  ["nothing", ""],
  ["another status", "HTTP/1.1 2000 OK\r\n\r\n"],
  ["another protocol", "SSH-2.0-x\r\n\r\n"],
  ["half a reply", "HTTP/1.1 200 OK"],
  ["a reply without an end", "x".repeat(10_000)],
])("a gateway that says %s resets the client", async (_, nonsense) => {
  const { stdout } = await runScript(
    `
import socket
client = socket.create_connection(("api.example.com", 80)); client.settimeout(10)
try: print(client.recv(10))
except ConnectionResetError: print("reset")`,
    { gateway: () => nonsense },
  );
  expect(stdout).toBe("reset\n");
});

test("services of the host on loopback are out of reach, unless the operator allowed their port", async () => {
  const code = `
import urllib.request
for host in ("127.0.0.1", "localhost"):
    try: print(urllib.request.urlopen("http://%s:${port}/" % host, timeout=5).read().decode())
    except OSError as error: print("refused")`;
  const without = await runScript(code);
  expect(without.stdout).toBe("refused\nrefused\n");
  expect(without.targets).toEqual([]);
  const allowed = await runScript(code, { loopbackPorts: [port] });
  expect(allowed.targets).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`]);
  expect(allowed.stdout).toBe(`hello 127.0.0.1:${port}\n`.repeat(2));
  // Listed as `localhost:port`, it is that name which the gateway agrees to, however the action dialled.
  const named = await runScript(code, {
    loopbackPorts: [port],
    gateway: (target) => (target.startsWith("localhost:") ? hello : null),
  });
  expect(named.stdout).toBe(`hello localhost:${port}\n`.repeat(2));
  const refused = await runScript(code, { loopbackPorts: [port], gateway: () => null });
  expect(refused.stdout).toBe("refused\nrefused\n");
  // Control: the service is there for the host.
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("the host's service");
});

test("an action's own loopback servers stay inside the sandbox", async () => {
  const { stdout, targets } = await runScript(
    `
import socket, threading
server = socket.create_server(("127.0.0.1", 0))
def serve():
    client, _ = server.accept(); client.sendall(b"inside"); client.close()
threading.Thread(target=serve).start()
print(socket.create_connection(server.getsockname()).recv(10))
for port in (3128,):
    stray = socket.create_connection(("127.0.0.1", port))
    try: print(stray.recv(1))
    except ConnectionResetError: print("reset")`,
    { loopbackPorts: [port] },
  );
  expect(stdout).toBe("b'inside'\nreset\n");
  expect(targets).toEqual([]);
});

test("names get made-up addresses, over UDP and TCP, whatever server is asked", async () => {
  const { stdout, targets } = await runScript(`
import socket, struct
def query(name, kind):
    labels = b"".join(bytes([len(part)]) + part for part in name.encode().split(b"."))
    return struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\\0" + struct.pack(">HH", kind, 1)
def udp(data, server="8.8.8.8"):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); client.settimeout(5)
    client.sendto(data, (server, 53)); return client.recv(512)
def tcp(data):
    client = socket.create_connection(("1.1.1.1", 53)); client.sendall(struct.pack(">H", len(data)) + data)
    return client.recv(512)[2:]
def show(answer):
    print(answer[3] & 15, struct.unpack(">H", answer[6:8])[0], ".".join(map(str, answer[-4:])) if answer[7] else "")
show(udp(query("a.example.com", 1)))
show(tcp(query("A.example.com", 1)))
show(udp(query("b.example.com", 1)))
show(udp(query("a.example.com", 28)))   # AAAA
show(udp(query("a.example.com", 65)))   # HTTPS
show(udp(query("10.0.0.1", 1)))
show(udp(query("bad!name.com", 1)))
show(udp(query("localhost", 1)))
show(udp(b"\\0\\7\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\x3f"))
print(socket.gethostbyname("a.example.com"), socket.getaddrinfo("localhost", 1)[0][4][0])
unknown = socket.create_connection(("198.18.77.77", 80))
try: print(unknown.recv(1))
except ConnectionResetError: print("reset")
`);
  expect(stdout.trim().split("\n")).toEqual([
    "0 1 198.18.0.1",
    "0 1 198.18.0.1",
    "0 1 198.18.0.2",
    "0 0 ",
    "0 0 ",
    "3 0 ",
    "3 0 ",
    "0 1 127.0.0.1",
    "1 0 ",
    "198.18.0.1 127.0.0.1",
    "reset",
  ]);
  expect(targets).toEqual([]);
});

test("the table of names is bounded", async () => {
  const { stdout } = await runScript(`
import socket
failed = 0
for number in range(4200):
    try: socket.gethostbyname("h%d.example.com" % number)
    except OSError: failed += 1
print(failed, socket.gethostbyname("h0.example.com"))`);
  expect(stdout).toBe("104 198.18.0.1\n");
});

test("UDP other than DNS, and IPv6, go nowhere", async () => {
  const { stdout, targets } = await runScript(`
import socket
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.settimeout(0.3)
try:
    udp.sendto(b"x", ("203.0.113.9", 123)); print(udp.recv(1))
except OSError as error: print(type(error).__name__)
try: socket.create_connection(("2606:4700::1111", 443), timeout=1); print("CONNECTED")
except OSError as error: print(error.errno)
print(socket.if_nameindex())`);
  expect(stdout).toBe("TimeoutError\n101\n[(1, 'lo')]\n");
  expect(targets).toEqual([]);
});

test("large bodies pass whole in both directions, with a slow reader and half-closed ends", async () => {
  const { stdout } = await runScript(
    `
import hashlib, socket, threading, time
data = bytes(range(256)) * 40000
client = socket.create_connection(("echo.example.com", 7))
def send():
    client.sendall(data); client.shutdown(socket.SHUT_WR)
threading.Thread(target=send).start()
time.sleep(0.3)
back = b"".join(iter(lambda: client.recv(65536), b""))
print(len(back), back == data)`,
    { gateway: () => (_target, connection) => void connection.pipe(connection) },
  );
  expect(stdout).toBe("10240000 True\n");
});

test("a server that has said all and closed is heard to the end by a slow reader", async () => {
  const { stdout } = await runScript(
    `
import socket, time
client = socket.create_connection(("bulk.example.com", 7))
time.sleep(0.5)
print(sum(len(part) for part in iter(lambda: client.recv(65536), b"")))`,
    { gateway: () => (_target, connection) => void connection.end(Buffer.alloc(3_000_000)) },
  );
  expect(stdout).toBe("3000000\n");
});

test("many connections at once are served", async () => {
  const { stdout } = await runScript(`
import socket
clients = [socket.create_connection(("n%d.example.com" % n, 80)) for n in range(100)]
for client in clients: client.sendall(b"x")
print(sum("hello n%d.example.com:80" % n in client.makefile().read() for n, client in enumerate(clients)))`);
  expect(stdout).toBe("100\n");
});
