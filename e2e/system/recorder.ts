import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** POSTed to, with a path as the body: until the second is told of the same path, its connections break and no new ones come about. */
const lineControls = { cut: "/-/recorder/cut", mend: "/-/recorder/mend" } as const;

/** Breaks or mends the line between browsers and what lies under this path of the product. */
export async function setLine(
  origin: string,
  control: keyof typeof lineControls,
  path: string,
): Promise<void> {
  await fetch(`${origin}${lineControls[control]}`, { method: "POST", body: path });
}

/**
 * Stands in front of web and writes down every answer, headers and body, so that a later search misses none: whichever page,
 * request or stream of whichever test it was for. Bodies that were seen before (scripts, fonts) are kept once.
 */
export async function startRecorder(port: number, webPort: number, file: string): Promise<Server> {
  const seen = new Set<string>();
  const cut = new Set<string>();
  const open = new Map<ServerResponse, string>();
  const isCut = (url: string) => [...cut].some((path) => url.startsWith(path));

  function keep(head: string, chunks: readonly Buffer[]): void {
    const body = Buffer.concat(chunks);
    const digest = createHash("sha256").update(body).digest("hex");
    const isNew = !seen.has(digest);
    seen.add(digest);
    appendFileSync(file, `${head}\n`);
    if (isNew) appendFileSync(file, Buffer.concat([body, Buffer.from("\n")]));
  }

  async function control(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const path = await text(from);
    if (from.url === lineControls.cut) cut.add(path);
    else cut.delete(path);
    for (const [response, url] of open) if (isCut(url)) response.destroy();
    to.end();
  }

  function pass(from: IncomingMessage, to: ServerResponse): void {
    const { method, headers } = from;
    const url = from.url ?? "/";
    if (Object.values<string>(lineControls).includes(url)) {
      void control(from, to);
      return;
    }
    if (isCut(url)) {
      to.destroy();
      return;
    }
    open.set(to, url);
    const upstream = request({
      host: "127.0.0.1",
      port: webPort,
      method,
      path: url,
      // The host stays what the browser sees. Nothing is compressed, so that bodies can be searched.
      headers: { ...headers, "accept-encoding": "identity" },
    });
    upstream.on("response", (answer) => {
      const chunks: Buffer[] = [];
      to.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("close", () => {
        keep(`${method} ${url} ${answer.statusCode} ${JSON.stringify(answer.rawHeaders)}`, chunks);
        to.end();
      });
      answer.pipe(to);
    });
    upstream.on("error", () => to.destroy());
    to.on("close", () => {
      open.delete(to);
      upstream.destroy();
    });
    from.pipe(upstream);
  }

  const server = createServer(pass);
  // Connections live as long as their browsers want, or a request would meet one that is just being closed.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
