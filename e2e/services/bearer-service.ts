import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { ServerCertificate } from "#e2e/system/authority.ts";

/** A service that answers only to whoever brings the key. */
export interface BearerService {
  /** What it accepts from now on. */
  accept: (key: string) => void;
  close: () => Promise<void>;
}

/** Starts one on loopback, with TLS where a certificate is given. It answers JSON: 200, or 401 with another key than the accepted. */
export async function startBearerService(
  port: number,
  certificate?: ServerCertificate,
): Promise<BearerService> {
  let accepted: string | null = null;
  const answer: RequestListener = (request, response) => {
    const known = accepted !== null && request.headers.authorization === `Bearer ${accepted}`;
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(known ? { contacts: 42, portal: "Northwind" } : { error: "unknown key" }));
  };
  const server: Server = certificate ? createTlsServer(certificate, answer) : createServer(answer);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    accept: (key) => {
      accepted = key;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
