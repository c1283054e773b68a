// Invariant: a password is only ever compared here, and a comparison costs the same whether or not the account exists.
import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "#lib/errors.ts";

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the OWASP Password Storage Cheat Sheet's minimum, 30 ms on one core of a small
 * machine. Parameters stand in each hash, so they can be raised without touching the old ones.
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes at work at once (38 MiB), and waiting behind them. A flood of sign-ins is refused, not given the memory. */
const MAX_RUNNING = 2;
const MAX_WAITING = 60;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) {
      throw new AppError(
        "UNAVAILABLE",
        "Too many people are signing in at this moment. Try again in a minute.",
      );
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    // The place is handed over, not given back, so that nobody slips in between.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** One form for what looks the same typed on two keyboards (Unicode NFC, as in RFC 8265's OpaqueString). Blanks are kept. */
function canonical(password: string): string {
  return password.normalize("NFC");
}

/** The PHC string to store for a password. Throws UNAVAILABLE when too many hashes are waiting. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(canonical(password), parameters));
}

/** Nobody's password: compared with when there is no account, so that the answer takes as long. */
const decoy = hash(crypto.randomUUID(), parameters);

/** Whether `password` is the one behind `stored`; with no stored hash, false after just as much work. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const compared = stored ?? (await decoy);
  const matches = await inTurn(() => verify(compared, canonical(password)));
  return matches && stored !== null;
}
