import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** How the gateway answered a request: its status, its reason, and the socket, which is the tunnel when the status is 200. */
export interface Answer {
  readonly status: number;
  readonly reason: string | undefined;
  readonly socket: Socket;
}

/** Sends raw bytes to a sandbox's socket, as a relay would, and reads the answer. Status 0: it hung up without one. */
export async function ask(path: string, bytes: string | Buffer): Promise<Answer> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.on("error", () => undefined);
  socket.write(bytes);
  let head = "";
  for (;;) {
    const chunk = socket.read(1) as Buffer | null;
    if (chunk !== null) {
      head += chunk.toString("latin1");
      if (head.endsWith("\r\n\r\n")) break;
    } else if (socket.readableEnded || socket.destroyed) {
      return { status: 0, reason: undefined, socket };
    } else {
      await Promise.race([once(socket, "readable"), once(socket, "end"), once(socket, "close")]);
    }
  }
  return { status: Number(head.split(" ")[1]), reason: /X-Tacit-Reason: (.*)\r\n/.exec(head)?.[1], socket };
}

/** Asks for `host:port`. */
export function askFor(path: string, authority: string): Promise<Answer> {
  return ask(path, `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
}

/** Everything that still comes out of a socket until its other side ends. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
