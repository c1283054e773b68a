// Invariant: a log line holds names, codes, ids and frames; never an error's own text unless Tacit wrote it, never parameters, never input.
import { pino, type Logger } from "pino";
import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { framesOf } from "#db/error-frames.ts";
import { AppError } from "#lib/errors.ts";

/** What of an error may be written down. Only our own errors' messages are known to hold no input. */
export function describeError(raw: unknown): Record<string, unknown> {
  const error = stripDatabaseError(raw);
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = (error as { code?: unknown }).code;
  const ours = error instanceof AppError || error instanceof DatabaseError;
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    ...(error instanceof DatabaseError ? { sqlState: error.sqlState } : {}),
    ...(ours ? { message: error.message } : {}),
    frames: framesOf(error),
  };
}

/** The runner's log: one JSON object a line on stdout. */
export function createLog(level: string): Logger {
  return pino({ name: "runner", level, base: { pid: process.pid }, serializers: { err: describeError } });
}
