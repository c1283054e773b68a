import { existsSync } from "node:fs";
import { createServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { GatewayService } from "#runner/sandbox/testing/fake-gateway.ts";
import { runScript } from "#runner/sandbox/testing/run-script.ts";
import { testAuthority } from "#runner/sandbox/testing/test-authority.ts";

const HOST = "secure.example.com";
const authority = testAuthority(HOST);
const server = createServer({ key: authority.key, cert: authority.cert }, (_request, response) =>
  response.end("over TLS"),
);
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  authority.remove();
});

/** Carries the connection to the HTTPS server, as the real gateway would after it resolved the name. */
const carry: GatewayService = (_target, connection) => {
  const upstream = connect(port, "127.0.0.1");
  upstream.on("error", () => connection.destroy());
  connection.pipe(upstream).pipe(connection);
};

const code = (host: string) => `
import ssl, urllib.error, urllib.request
try: print(urllib.request.urlopen("https://${host}/").read().decode())
except urllib.error.URLError as error: print(error.reason.verify_message)`;

test("HTTPS verifies with the operator's authority, and fails without it", async () => {
  const trusted = await runScript(code(HOST), { gateway: () => carry, caBundle: authority.caBundle });
  expect(trusted.stdout).toBe("over TLS\n");
  const untrusted = await runScript(code(HOST), { gateway: () => carry });
  expect(untrusted.stdout).toBe("unable to get local issuer certificate\n");
});

test("the system's authorities are trusted too, and a name that doesn't match is not", async () => {
  const { stdout } = await runScript(
    `import ssl\nprint(len(ssl.create_default_context().get_ca_certs()) > 50)${code("other.example.com")}`,
    { gateway: () => carry, caBundle: authority.caBundle },
  );
  expect(stdout).toMatch(/^True\nHostname mismatch/);
});

test.runIf(existsSync("/usr/bin/curl"))("curl needs no settings either", async () => {
  const { stdout } = await runScript(
    `import subprocess\nprint(subprocess.run(["curl", "-sS", "https://${HOST}/"], capture_output=True, text=True))`,
    { gateway: () => carry, caBundle: authority.caBundle },
  );
  expect(stdout).toContain("stdout='over TLS', stderr=''");
});
