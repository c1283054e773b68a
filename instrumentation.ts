/** Runs once in each server process, before it takes requests. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { markPeerAddresses } = await import("#lib/server/peer-address.ts");
  markPeerAddresses();
  const { proveStart } = await import("#lib/server/prove-start.ts");
  await proveStart();
}
