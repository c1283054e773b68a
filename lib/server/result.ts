import "server-only";
import { z } from "zod";
import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { framesOf } from "#db/error-frames.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { ActionFailure } from "#lib/result.ts";
import { log } from "#lib/server/log.ts";

/** PostgreSQL keeps any text but one with a NUL in it: character_not_in_repertoire, and in JSON untranslatable_character. */
const REFUSED_CHARACTER = ["22021", "22P05"];

/** Zod's issues as one message a field; the first one of a field wins. Only the issue about unknown fields quotes what was sent. */
function fieldErrorsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) {
    const message = issue.code === "unrecognized_keys" ? "There is a field that isn't known." : issue.message;
    fields[issue.path.map(String).join(".")] ??= message;
  }
  return fields;
}

/** The one place that turns whatever was thrown into what a person is told. The unknown gets an id, by which the log has it. */
export function toFailure(thrown: unknown): ActionFailure {
  if (thrown instanceof AppError) {
    return { ok: false, code: thrown.code, message: thrown.message, fieldErrors: thrown.fieldErrors ?? {} };
  }
  if (thrown instanceof z.ZodError) {
    return {
      ok: false,
      code: "INVALID",
      message: "Please check what is marked.",
      fieldErrors: fieldErrorsOf(thrown),
    };
  }
  const error = stripDatabaseError(thrown);
  if (error instanceof DatabaseError && REFUSED_CHARACTER.includes(error.sqlState)) {
    const message = "What was sent holds a NUL character, which can't be kept. Remove it and try again.";
    return { ok: false, code: "INVALID", message, fieldErrors: {} };
  }
  const errorId = newId();
  log.error(
    {
      errorId,
      name: error instanceof Error ? error.name : typeof error,
      code: codeOf(error),
      frames: framesOf(error),
    },
    "unexpected error",
  );
  const message = `Something went wrong on our side, and nothing was changed. Try again; if it stays, give your operator the error id ${errorId}.`;
  return { ok: false, code: "INTERNAL", message, fieldErrors: {} };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const code: unknown = "sqlState" in error ? error.sqlState : "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
