import "server-only";
import { z } from "zod";
import { stripDatabaseError } from "#db/database-error.ts";
import { framesOf } from "#db/error-frames.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { ActionFailure } from "#lib/result.ts";
import { log } from "#lib/server/log.ts";

/** Zod's issues as one message a field; the first one of a field wins. Zod's messages are ours and quote no input. */
function fieldErrorsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.map(String).join(".")] ??= issue.message;
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
