/** The gateway's bounds. All times in milliseconds. */
export interface GatewayLimits {
  /** From a connection's start to the end of its CONNECT request. */
  readonly requestMs: number;
  /** For resolving one name. */
  readonly resolveMs: number;
  /** For connecting, over all addresses of a name. */
  readonly connectMs: number;
  /** For one address, when others are left to try. */
  readonly attemptMs: number;
  /** A connection on which no byte moves for so long is ended. */
  readonly idleMs: number;
  /** Connections of one sandbox at the same time, those still being dialled included. */
  readonly connectionsPerSandbox: number;
  /** Different `host:port` that one sandbox may ask for in its life: each is reported, so their number must be bounded. */
  readonly targetsPerSandbox: number;
  /** Contact lines sent at once to the runner for one sandbox in a second; more are merged. */
  readonly contactsPerSecond: number;
  /** Sandboxes that one runner may hold open. */
  readonly sandboxesPerRunner: number;
}

/** The bounds in production. */
export const GATEWAY_LIMITS: GatewayLimits = {
  requestMs: 5000,
  resolveMs: 5000,
  connectMs: 10_000,
  attemptMs: 3000,
  idleMs: 300_000,
  connectionsPerSandbox: 64,
  targetsPerSandbox: 1024,
  contactsPerSecond: 50,
  sandboxesPerRunner: 1024,
};
