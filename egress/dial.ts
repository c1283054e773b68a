// Guards: a name is resolved once, each address is vetted, and the very address that was vetted is dialled. A name server that
// answers differently the second time (DNS rebinding) is never asked a second time.
import type { Socket } from "node:net";
import { type Address, parseAddress } from "#egress/addresses.ts";
import type { GatewayLimits } from "#egress/limits.ts";
import { listsName, type OperatorRules, refusedNames, vetAddress } from "#egress/operator-rules.ts";
import { type HostPolicy, policyAllows } from "#egress/policy.ts";
import type { EgressReason } from "#egress/protocol.ts";
import type { Resolve, ResolveFailure } from "#egress/resolve.ts";
import type { Target } from "#egress/target.ts";

/** Opens a TCP connection to exactly this address; rejects when it can't, or when the signal aborts. */
export type Connect = (address: Address, port: number, signal: AbortSignal) => Promise<Socket>;

/** What dialling needs of the world; replaced in tests. */
export interface DialWorld {
  readonly resolve: Resolve;
  readonly connect: Connect;
  /** The addresses of this machine's interfaces, now. */
  readonly ownAddresses: () => readonly Address[];
}

/** How a dial ended. */
type Dialled =
  | { readonly outcome: "connected"; readonly socket: Socket }
  | { readonly outcome: "denied" | "failed"; readonly reason: EgressReason };

/** Dials a target under a run's policy and the operator's rules. Never throws; aborting the signal ends it as failed. */
export async function dial(
  target: Target,
  policy: HostPolicy,
  rules: OperatorRules,
  world: DialWorld,
  limits: GatewayLimits,
  signal: AbortSignal,
): Promise<Dialled> {
  if (listsName(rules.refuse, target)) return { outcome: "denied", reason: "tacit" };
  if (!policyAllows(policy, target)) return { outcome: "denied", reason: "host-not-allowed" };
  const addresses = await addressesOf(target, world.resolve, limits);
  if (typeof addresses === "string") return { outcome: "failed", reason: addresses };
  const refusedAddresses = await resolveRefused(rules, target.port, world.resolve, limits);
  // Tacit's own name cannot be resolved: what hides behind other names cannot be told, so nothing on its port is dialled.
  if (refusedAddresses === undefined) return { outcome: "denied", reason: "tacit" };
  const facts = {
    port: target.port,
    nameIsAllowed: listsName(rules.allow, target),
    ownAddresses: world.ownAddresses(),
    refusedAddresses,
  };
  const verdicts = addresses.map((address) => ({ address, verdict: vetAddress(rules, address, facts) }));
  const vetted = verdicts.filter(({ verdict }) => verdict === "dial").map(({ address }) => address);
  if (vetted.length > 0) return connectFirst(vetted, target.port, world.connect, limits, signal);
  const tacit = verdicts.some(({ verdict }) => verdict === "tacit");
  return { outcome: "denied", reason: tacit ? "tacit" : "address-not-public" };
}

async function addressesOf(
  { host }: Target,
  resolve: Resolve,
  limits: GatewayLimits,
): Promise<readonly Address[] | ResolveFailure> {
  if (host.kind === "address") return [host.address];
  const texts = await resolve(host.name, limits.resolveMs);
  if (typeof texts === "string") return texts;
  const addresses = texts.map(parseAddress).filter((address) => address !== undefined);
  return addresses.length > 0 ? addresses : "unknown-host";
}

async function resolveRefused(
  rules: OperatorRules,
  port: number,
  resolve: Resolve,
  limits: GatewayLimits,
): Promise<readonly Address[] | undefined> {
  const names = refusedNames(rules, port);
  const answers = await Promise.all(names.map((name) => resolve(name, limits.resolveMs)));
  const known = answers.filter((answer) => typeof answer !== "string");
  if (known.length < answers.length) return undefined;
  return known
    .flat()
    .map(parseAddress)
    .filter((address) => address !== undefined);
}

/** Tries the vetted addresses in order; each but the last gets a part of the time only, so that one dead address does not use it up. */
async function connectFirst(
  vetted: readonly Address[],
  port: number,
  connect: Connect,
  limits: GatewayLimits,
  signal: AbortSignal,
): Promise<Dialled> {
  const whole = AbortSignal.timeout(limits.connectMs);
  for (const [i, address] of vetted.entries()) {
    const bounds = [signal, whole];
    if (i < vetted.length - 1) bounds.push(AbortSignal.timeout(limits.attemptMs));
    const limit = AbortSignal.any(bounds);
    try {
      return { outcome: "connected", socket: await connect(address, port, limit) };
    } catch {
      if (signal.aborted || whole.aborted) break;
    }
  }
  return { outcome: "failed", reason: whole.aborted ? "connect-timeout" : "connect-failed" };
}
