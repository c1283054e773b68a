/** An entry of TACIT_EGRESS_ALLOW that names one port of this machine's own IPv4 loopback. */
const ENTRY = /^(?:localhost|127\.\d+\.\d+\.\d+(?:\/\d+)?):(\d{1,5})$/i;

/**
 * The ports of 127.0.0.1 that the operator's list opens. A sandbox has a loopback of its own, so these have to be led out to the gateway,
 * which decides; it is also the one that refuses malformed entries.
 */
export function loopbackPorts(egressAllow: string): number[] {
  const ports = egressAllow
    .split(/[\s,]+/)
    .map((entry) => Number(ENTRY.exec(entry)?.[1] ?? 0))
    .filter((port) => port > 0 && port < 65_536);
  return [...new Set(ports)];
}
