import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { markPeerAddresses, PEER_HEADER } from "#lib/server/peer-address.ts";

const server = createServer((request, response) => response.end(String(request.headers[PEER_HEADER])));
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const ask = async () => (await fetch(url, { headers: { [PEER_HEADER]: "6.6.6.6" } })).text();

it("overwrites what a client claims with what the socket says", async () => {
  expect(await ask()).toBe("6.6.6.6"); // the control: nobody has marked this request
  markPeerAddresses();
  expect(await ask()).toBe("127.0.0.1");
});
