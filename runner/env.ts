import { availableParallelism } from "node:os";
import { z } from "zod";

const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/, "must be a whole number").transform(Number).pipe(z.int().min(min).max(max));
const filled = z.string().min(1, "is empty");

const schema = z.object({
  TACIT_RUNNER_DATABASE_URL: z
    .string("is not set")
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://"),
  TACIT_EGRESS_SOCKET: filled.optional(),
  TACIT_EGRESS_ALLOW: z.string().default(""),
  TACIT_DRAIN_SECONDS: whole(0, 3600).default(3),
  TACIT_EXTRA_CA: filled.optional(),
  TACIT_RUNNER_CAPACITY: whole(1, 256).default(availableParallelism() * 2),
  TACIT_POOL_SIZE: whole(0, 64).default(2),
});

/** The runner's settings. Keys are read elsewhere: they are no settings. */
export interface RunnerSettings {
  readonly databaseUrl: string;
  /** The egress gateway's control socket. */
  readonly egressSocket: string;
  /** What the operator lets runs reach, as the gateway reads it; here it only tells which loopback ports to lead out. */
  readonly egressAllow: string;
  readonly drainSeconds: number;
  /** A PEM file of certificate authorities that runs trust beside the system's. */
  readonly extraCa: string | undefined;
  /** Runs at the same time. */
  readonly capacity: number;
  readonly poolSize: number;
}

/** A setting that can't be used. The message is one line and names the setting, never its content. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SettingsError";
  }
}

/** Reads the settings. An empty variable counts as unset. Throws SettingsError. */
export function parseSettings(env: Readonly<Record<string, string | undefined>>): RunnerSettings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SettingsError(`${String(issue?.path[0])} ${issue?.message ?? "is wrong"}.`);
  }
  const settings = parsed.data;
  if (settings.TACIT_EGRESS_SOCKET === undefined) throw new SettingsError("TACIT_EGRESS_SOCKET is not set.");
  return {
    databaseUrl: settings.TACIT_RUNNER_DATABASE_URL,
    egressSocket: settings.TACIT_EGRESS_SOCKET,
    egressAllow: settings.TACIT_EGRESS_ALLOW,
    drainSeconds: settings.TACIT_DRAIN_SECONDS,
    extraCa: settings.TACIT_EXTRA_CA,
    capacity: settings.TACIT_RUNNER_CAPACITY,
    poolSize: settings.TACIT_POOL_SIZE,
  };
}
