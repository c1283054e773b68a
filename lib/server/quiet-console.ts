// Invariant: what Next and React print of an error reaches web's log without the error's own text. They print errors whole, and a
// database error holds its parameters, a parser's error a piece of the request.
import "server-only";
import type { Logger } from "pino";
import { DatabaseError, stripDatabaseError } from "#db/database-error.ts";
import { framesOf } from "#db/error-frames.ts";

function textOf(error: Error, key: "code" | "digest"): string | undefined {
  const value: unknown = (error as Error & Partial<Record<typeof key, unknown>>)[key];
  return typeof value === "string" ? value : undefined;
}

/** What may be written down of an error. `digest` is the id that Next shows on the page for it. */
function describe(raw: Error): Record<string, unknown> {
  const error = stripDatabaseError(raw);
  const shown = error instanceof Error ? error : raw;
  return {
    name: shown.name,
    code: error instanceof DatabaseError ? error.sqlState : textOf(raw, "code"),
    digest: textOf(raw, "digest"),
    frames: framesOf(raw),
  };
}

/**
 * From now on, `console.error` and `console.warn` write to `log`: of errors what describes them, of other things their kind, and the texts
 * beside them, which are Next's own sentences.
 */
export function quietConsole(
  target: Pick<Console, "error" | "warn">,
  log: Pick<Logger, "error" | "warn">,
): void {
  for (const level of ["error", "warn"] as const) {
    target[level] = (...printed: unknown[]) => {
      const errors = printed.filter((each) => each instanceof Error).map(describe);
      const texts = printed.filter((each) => typeof each === "string");
      log[level](
        errors.length === 0 ? {} : { errors },
        errors.length === 0 ? texts.join(" ") : "an error outside of what Tacit catches",
      );
    };
  }
}
