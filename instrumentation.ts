/** Runs once in each server process, before it takes requests. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  // While developing, errors are read whole.
  if (process.env.NODE_ENV === "production") {
    const { quietConsole } = await import("#lib/server/quiet-console.ts");
    const { log } = await import("#lib/server/log.ts");
    quietConsole(console, log);
  }
  const { markPeerAddresses } = await import("#lib/server/peer-address.ts");
  markPeerAddresses();
  const { proveStart } = await import("#lib/server/prove-start.ts");
  await proveStart();
}
