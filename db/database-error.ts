// Invariant: what leaves this module holds no input. Drivers' errors quote parameters, and a parameter can be a sealed value.
import { DrizzleQueryError } from "drizzle-orm";
import { framesOf } from "#db/error-frames.ts";

/** What is left of a database's error when everything that can quote input is gone. */
export class DatabaseError extends Error {
  /** SQLSTATE (PostgreSQL, appendix A), or the network's error code, or "UNKNOWN". */
  readonly sqlState: string;
  /** The violated constraint's name, if one was. */
  readonly constraint: string | undefined;

  constructor(sqlState: string, constraint: string | undefined, frames: readonly string[]) {
    super(
      constraint === undefined ? `database error ${sqlState}` : `database error ${sqlState} (${constraint})`,
    );
    this.name = "DatabaseError";
    this.sqlState = sqlState;
    this.constraint = constraint;
    this.stack = [`${this.name}: ${this.message}`, ...frames.map((frame) => `    ${frame}`)].join("\n");
  }
}

function fieldOf(error: unknown, key: string): string | undefined {
  if (typeof error !== "object" || error === null || !(key in error)) return undefined;
  const value: unknown = (error as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}

/** The driver's error among this one and its causes; drizzle's own where that is none of the driver's; undefined for any other. */
function databaseCause(error: unknown): unknown {
  let wrapper: DrizzleQueryError | undefined;
  for (let current: unknown = error, depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current.name === "PostgresError") return current;
    const code = fieldOf(current, "code");
    if (code !== undefined && /^(CONNECT|CONNECTION_|ECONN|ENOTFOUND|EAI_|ETIMEDOUT)/.test(code))
      return current;
    if (current instanceof DrizzleQueryError) wrapper = current;
    current = current.cause;
  }
  return wrapper;
}

/** A database's error reduced to SQLSTATE, constraint and frames; anything else is returned as it came. */
export function stripDatabaseError(error: unknown): unknown {
  const cause = databaseCause(error);
  if (cause === undefined) return error;
  return new DatabaseError(
    fieldOf(cause, "code") ?? "UNKNOWN",
    fieldOf(cause, "constraint_name") ?? fieldOf(cause, "constraint"),
    framesOf(error),
  );
}

/** Whether `error` says that the named unique constraint was violated (SQLSTATE 23505). */
export function violatesUnique(error: unknown, constraint: string): boolean {
  const stripped = stripDatabaseError(error);
  return (
    stripped instanceof DatabaseError && stripped.sqlState === "23505" && stripped.constraint === constraint
  );
}
