/** The closed list of what can go wrong in a way that a person is told about. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "INVALID"
  | "CONFLICT"
  | "NAME_TAKEN"
  | "STALE"
  | "RATE_LIMITED"
  | "UNAVAILABLE"
  | "INTERNAL";

/** Messages for single fields of a form, by the field's name. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * An error whose message is written for the person who reads it. It never holds submitted input, least of all a secret's value:
 * it may be logged and shown as it is. Everything else that is thrown becomes INTERNAL at the one place that turns errors into results.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fieldErrors: FieldErrors | undefined;

  constructor(code: ErrorCode, message: string, fieldErrors?: FieldErrors) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.fieldErrors = fieldErrors;
  }
}
