import type { ErrorCode, FieldErrors } from "#lib/errors.ts";

/** What every server action answers. Submitted input is never echoed. */
export interface ActionFailure {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly fieldErrors: FieldErrors;
}

export type ActionResult<T> = { readonly ok: true; readonly data: T } | ActionFailure;
