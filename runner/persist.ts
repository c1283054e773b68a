import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { LEASE_SECONDS } from "#runner/own-run.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/** Whether the database was away rather than of another opinion (SQLSTATE classes 08 and 57P, and the network's own codes). */
function isAway(error: unknown): boolean {
  return (
    error instanceof DatabaseError && /^(08|57P|53300|CONNECT|ECONN|ETIMEDOUT|EPIPE)/.test(error.sqlState)
  );
}

/**
 * Does `work`, again and again while the database is away, for as long as a lease lasts: afterwards the run is somebody else's to end.
 * `work` must be safe to do twice. Throws the stripped error.
 */
export async function persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = performance.now() + LEASE_SECONDS * 1000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (raw) {
      const error = stripDatabaseError(raw);
      if (!isAway(error) || signal.aborted || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
