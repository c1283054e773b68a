import { type LookupFunction, connect as netConnect } from "node:net";
import { networkInterfaces } from "node:os";
import { type Address, formatAddress, parseAddress } from "#egress/addresses.ts";
import type { Connect } from "#egress/dial.ts";

/** Node resolves nothing when it is given an address; should that ever change, the connection fails instead. */
const neverResolve: LookupFunction = (_host, _options, callback) => {
  callback(new Error("the gateway dials addresses only"), "", 0);
};

/** Connects to one address. The socket keeps its half open when the other side ends, and is paused until somebody reads it. */
export const connectTcp: Connect = (address, port, signal) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = netConnect({
      host: formatAddress(address),
      port,
      family: address.family,
      lookup: neverResolve,
      autoSelectFamily: false,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
    });
    const abort = (): void => {
      socket.destroy();
      reject(new Error("aborted"));
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", (error) => {
      signal.removeEventListener("abort", abort);
      reject(error);
    });
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      socket.pause();
      resolve(socket);
    });
  });

/** Every address on this machine's interfaces at this moment; an address in a form that cannot be read is no address to dial either. */
export function interfaceAddresses(): readonly Address[] {
  return Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .map(({ address }) => parseAddress(address.split("%")[0] ?? ""))
    .filter((address) => address !== undefined);
}
