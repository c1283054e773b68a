import { Agent, type IncomingMessage, request } from "node:http";

/** Connections that stay open, as a browser's do. */
const agent = new Agent({ keepAlive: true });

/** Closes the connections that wait for a next request. */
export function closeConnections(): void {
  agent.destroy();
}

function send(
  url: string,
  options: { method: string; headers: Readonly<Record<string, string>>; body?: string },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, headers, body } = options;
    const outgoing = request(url, { agent, method, headers: { ...headers } }, resolve);
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/** Posts, and returns the answer's text. Throws unless its status is 200. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const response = await send(url, { method: "POST", headers, body });
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
  if (response.statusCode !== 200)
    throw new Error(`POST ${url}: ${response.statusCode}: ${text.slice(0, 300)}`);
  return text;
}

/**
 * Follows server-sent events (HTML Living Standard, §9.2) to their end and tells of each by its name, the moment it is there.
 * Throws unless the answer's status is 200.
 */
export async function follow(
  url: string,
  headers: Readonly<Record<string, string>>,
  onEvent: (name: string) => void,
): Promise<void> {
  const response = await send(url, { method: "GET", headers });
  if (response.statusCode !== 200) throw new Error(`GET ${url}: ${response.statusCode}`);
  let rest = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("event: ")) onEvent(line.slice("event: ".length));
  }
}
