import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** A service at which a run waits until the test lets it go on. */
export interface Gate {
  /** Resolves when a request for this path is waiting. */
  readonly arrival: (path: string) => Promise<unknown>;
  /** Answers the request for this path, now or when it comes. */
  readonly open: (path: string) => void;
  readonly close: () => Promise<void>;
}

interface Passage {
  readonly arrived: PromiseWithResolvers<undefined>;
  readonly opened: PromiseWithResolvers<undefined>;
}

/** Starts one on loopback. */
export async function startGate(port: number): Promise<Gate> {
  const passages = new Map<string, Passage>();
  const passage = (path: string): Passage => {
    const known = passages.get(path);
    if (known !== undefined) return known;
    const made = { arrived: Promise.withResolvers<undefined>(), opened: Promise.withResolvers<undefined>() };
    passages.set(path, made);
    return made;
  };
  async function answer(path: string, response: ServerResponse): Promise<void> {
    const { arrived, opened } = passage(path);
    arrived.resolve(undefined);
    await opened.promise;
    response.end("go on");
  }
  const server = createServer((request, response) => void answer(request.url ?? "/", response));
  server.requestTimeout = 0;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    arrival: (path) => passage(path).arrived.promise,
    open: (path) => {
      passage(path).opened.resolve(undefined);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Python that waits at the gate on `port` for `path`. */
export function waitAt(port: number, path: string): string {
  return `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${port}${path}").read()`;
}
