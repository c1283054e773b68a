import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Serves a connection to a target such as `api.example.com:443`, which the gateway has agreed to. */
export type GatewayService = (target: string, connection: Socket) => void;

/** What a fake gateway does with a target: serves it, refuses it (null), or says something else altogether. */
export type GatewayChoice = (target: string) => GatewayService | string | null;

/** A gateway of the tests' own: one Unix socket that speaks CONNECT and dials nobody. */
export interface FakeGateway {
  socketPath: string;
  /** Every target asked for, in order. */
  targets: string[];
  close: () => void;
}

/** Answers every HTTP request with `hello <target>`. */
export const hello: GatewayService = (target, connection) => {
  connection.once("data", () => {
    const body = `hello ${target}`;
    connection.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  });
};

/** Starts a gateway that serves what `choose` gives a service for, and answers 403 to the rest. */
export async function fakeGateway(choose: GatewayChoice): Promise<FakeGateway> {
  const folder = mkdtempSync(join(tmpdir(), "tacit-gateway-"));
  const socketPath = join(folder, "gateway.sock");
  const targets: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on("error", () => undefined);
    let head = "";
    const read = (chunk: Buffer): void => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      connection.off("data", read);
      const target = /^CONNECT (\S+) HTTP\/1\.1\r\nHost: \1\r\n\r\n$/.exec(head)?.[1] ?? `malformed ${head}`;
      targets.push(target);
      const service = choose(target);
      if (typeof service !== "function") {
        connection.end(service ?? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
      service(target, connection);
    };
    connection.on("data", read);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    socketPath,
    targets,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
