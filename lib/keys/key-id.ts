import { createHmac, type KeyObject } from "node:crypto";

/**
 * The public name of a pair and its PSK: "k" and 16 hex digits. It is derived from both (HMAC-SHA-256 keyed by the PSK over a label
 * and the public key, cut to 64 bits), so a file whose halves don't belong together is noticed when it is read.
 */
export function deriveKeyId(publicKey: Uint8Array, psk: KeyObject): string {
  const mac = createHmac("sha256", psk).update("tacit/key-id/1\0").update(publicKey).digest("hex");
  return `k${mac.slice(0, 16)}`;
}
