// Invariant: what leaves this module holds no input. Drivers' errors quote parameters, and a parameter can be a sealed value.

/** What is left of a database's error when everything that can quote input is gone. */
export class DatabaseError extends Error {
  /** SQLSTATE (PostgreSQL, appendix A), or the network's error code, or "UNKNOWN". */
  readonly sqlState: string;
  /** The violated constraint's name, if one was. */
  readonly constraint: string | undefined;

  constructor(sqlState: string, constraint: string | undefined, stack: string | undefined) {
    super(
      constraint === undefined ? `database error ${sqlState}` : `database error ${sqlState} (${constraint})`,
    );
    this.name = "DatabaseError";
    this.sqlState = sqlState;
    this.constraint = constraint;
    if (stack !== undefined) this.stack = `${this.name}: ${this.message}\n${stack}`;
  }
}

function fieldOf(error: unknown, key: string): string | undefined {
  if (typeof error !== "object" || error === null || !(key in error)) return undefined;
  const value: unknown = (error as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}

/** Whether this, or its cause, came from the driver or from drizzle. */
function databaseCause(error: unknown): unknown {
  for (let current: unknown = error, depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current.name === "PostgresError") return current;
    const code = fieldOf(current, "code");
    if (code !== undefined && /^(CONNECT|CONNECTION_|ECONN|ENOTFOUND|EAI_|ETIMEDOUT)/.test(code))
      return current;
    if (current.cause === undefined) return current.message.startsWith("Failed query") ? current : undefined;
    current = current.cause;
  }
  return undefined;
}

/** The stack's frames without its first lines, which repeat the message and with it the input. */
function framesOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? error.stack : undefined;
  return stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
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
