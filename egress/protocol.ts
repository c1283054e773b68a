// Guards: what runner and gateway say to each other. One line of JSON each; unknown fields and kinds are refused on both sides.
import { z } from "zod";

/** The longest line in either direction, in bytes: a policy of 256 names of full length fits. */
export const MAX_LINE_BYTES = 128 * 1024;

const sandbox = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const count = z.number().int().nonnegative();

/** A run's policy: all public hosts, or `host:port` and `*.host:port` entries only (`egress/policy.ts` reads them). */
const policySchema = z.strictObject({
  hosts: z.union([z.literal("public"), z.array(z.string().max(262)).max(256)]),
});

/** What a sandbox may reach. */
export type EgressPolicy = z.infer<typeof policySchema>;

/** What the runner asks of the gateway. */
export const requestSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("open"), sandbox }),
  z.strictObject({ type: z.literal("assign"), sandbox, policy: policySchema }),
  z.strictObject({ type: z.literal("close"), sandbox }),
]);

/** A request of the runner. Each is answered by exactly one reply with the same sandbox. */
export type EgressRequest = z.infer<typeof requestSchema>;

/**
 * Why a connection did not come about. Denied: `not-assigned` (no policy yet), `bad-request`, `bad-host` (not a name or a canonical
 * address), `host-not-allowed` (the run's policy), `address-not-public`, `tacit` (Tacit's own web or database),
 * `too-many-connections`, `too-many-hosts`. Failed: the rest.
 */
const reason = z.enum([
  "not-assigned",
  "bad-request",
  "bad-host",
  "host-not-allowed",
  "address-not-public",
  "tacit",
  "too-many-connections",
  "too-many-hosts",
  "unknown-host",
  "resolve-failed",
  "resolve-timeout",
  "connect-failed",
  "connect-timeout",
]);

export type EgressReason = z.infer<typeof reason>;

const contactSchema = z.strictObject({
  type: z.literal("contact"),
  sandbox,
  host: z.string().max(253),
  port: z.number().int().min(1).max(65535),
  outcome: z.enum(["connected", "denied", "failed"]),
  reason: reason.optional(),
  /** How many contacts this line stands for: more than one when many came within a second. */
  count: z.number().int().positive(),
  /** Bytes from the sandbox to the host and back. Only on a line that reports ended connections. */
  bytesOut: count.optional(),
  bytesIn: count.optional(),
});

/** A contact with a host: one line when it is connected, denied or has failed, and for a connected one a second, with bytes, at its end. */
export type EgressContact = z.infer<typeof contactSchema>;

/** What the gateway says. */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("opened"), sandbox, path: z.string().max(107) }),
  z.strictObject({ type: z.literal("assigned"), sandbox }),
  z.strictObject({ type: z.literal("closed"), sandbox }),
  z.strictObject({
    type: z.literal("refused"),
    sandbox,
    request: z.enum(["open", "assign", "close"]),
    code: z.enum([
      "bad-policy",
      "already-open",
      "already-assigned",
      "not-open",
      "too-many-sandboxes",
      "cannot-listen",
    ]),
  }),
  contactSchema,
]);

/** A reply or a contact. */
export type EgressEvent = z.infer<typeof eventSchema>;
