import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { parseAddress } from "#egress/addresses.ts";

/** Why a name gave no address. */
export type ResolveFailure = "unknown-host" | "resolve-failed" | "resolve-timeout";

/** Gives every address of a name in text form, IPv4 first, or why there is none. */
export type Resolve = (name: string, timeoutMs: number) => Promise<readonly string[] | ResolveFailure>;

/**
 * Resolves as `files dns` of nsswitch.conf would: localhost is loopback (RFC 6761 §6.3), then /etc/hosts, then the machine's name
 * servers, without search domains. Not getaddrinfo: its four threads serve the whole process, and one sandbox that asks for names
 * whose servers never answer would keep all others waiting.
 */
export const resolveHost: Resolve = async (name, timeoutMs) => {
  if (name === "localhost" || name.endsWith(".localhost")) return ["127.0.0.1", "::1"];
  const listed = addressesInHostsFile(await readFile("/etc/hosts", "utf8").catch(() => ""), name);
  return listed.length > 0 ? listed : queryNameServers(name, timeoutMs);
};

/** The addresses of a name in the text of a hosts file (hosts(5)). */
export function addressesInHostsFile(text: string, name: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [address = "", ...names] = (line.split("#")[0] ?? "").trim().split(/\s+/);
    return parseAddress(address) !== undefined && names.some((one) => one.toLowerCase() === name)
      ? [address]
      : [];
  });
}

/** Asks the machine's name servers, or the given ones (`address:port`), for IPv4 and IPv6 at once. Ends in bounded time. */
export async function queryNameServers(
  name: string,
  timeoutMs: number,
  servers?: readonly string[],
): Promise<readonly string[] | ResolveFailure> {
  // One resolver a question: it reads the current resolv.conf, caches nothing, and can be cancelled alone.
  const resolver = new Resolver({
    timeout: Math.ceil(timeoutMs / 3),
    tries: 2,
    maxTimeout: Math.ceil(timeoutMs / 2),
  });
  if (servers !== undefined) resolver.setServers(servers);
  const deadline = AbortSignal.timeout(timeoutMs);
  deadline.addEventListener("abort", () => {
    resolver.cancel();
  });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  if (addresses.length > 0) return addresses;
  const codes = answers.map((answer) =>
    answer.status === "rejected" ? errorCode(answer.reason) : undefined,
  );
  if (deadline.aborted || codes.includes("ETIMEOUT")) return "resolve-timeout";
  return codes.every((code) => code === "ENOTFOUND" || code === "ENODATA")
    ? "unknown-host"
    : "resolve-failed";
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
