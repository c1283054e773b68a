import type { ErrorCode, FieldErrors } from "#lib/errors.ts";

/** What every server action answers. Submitted input is never echoed. */
export interface ActionFailure {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly fieldErrors: FieldErrors;
}

export type ActionResult<T> = { readonly ok: true; readonly data: T } | ActionFailure;

/** What a form shows: nothing yet, what went wrong, or what was done. */
export type FormState = ActionResult<{ readonly message: string }> | null;

/** The server action behind a form, as React's useActionState calls it. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;
