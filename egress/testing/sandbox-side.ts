import { connect, type Socket } from "node:net";

/** How the gateway answered a request: its status, its reason, and the socket, which is the tunnel when the status is 200. */
interface Answer {
  readonly status: number;
  readonly reason: string | undefined;
  readonly socket: Socket;
}

/** Sends raw bytes to a sandbox's socket, as a relay would, and reads the answer. Status 0: it hung up without one, or was not there. */
export function ask(path: string, bytes: string | Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true });
    let received = Buffer.alloc(0);
    const finish = (head: string): void => {
      socket.off("data", hear).off("end", hangUp).off("close", hangUp).pause();
      resolve({
        status: Number(head.split(" ")[1] ?? 0),
        reason: /X-Tacit-Reason: (.*)\r\n/.exec(head)?.[1],
        socket,
      });
    };
    const hangUp = (): void => {
      finish("");
    };
    const hear = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf("\r\n\r\n");
      if (end === -1) return;
      finish(received.toString("latin1", 0, end + 4));
      if (received.length > end + 4) socket.unshift(received.subarray(end + 4));
    };
    socket
      .on("error", () => undefined)
      .on("data", hear)
      .on("end", hangUp)
      .on("close", hangUp)
      .write(bytes);
  });
}

/** Asks for `host:port`. */
export function askFor(path: string, authority: string): Promise<Answer> {
  return ask(path, `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
}

/** Everything that still comes out of a socket until its other side ends or breaks. The socket stays open for writing. */
export function readAll(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const finish = (): void => {
      resolve(Buffer.concat(chunks));
    };
    if (socket.closed || socket.readableEnded) finish();
    socket
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", finish)
      .on("close", finish)
      .resume();
  });
}
