import "server-only";
import { redirect } from "next/navigation";
import type { z } from "zod";
import { requestOrigin, type RequestOrigin } from "#lib/auth/request-origin.ts";
import { findSignedIn, type SignedIn } from "#lib/auth/session.ts";
import { AppError } from "#lib/errors.ts";
import type { FormAction, FormState } from "#lib/result.ts";
import { toFailure } from "#lib/server/result.ts";

/** Where a successful form leads: to another page, or back to its own with a message. */
export type FormOutcome = { readonly redirectTo: string } | { readonly message: string };

/** A form's text fields; what React and Next add for themselves is left out. Whoever sends by hand may send anything else. */
function fieldsOf(form: unknown): Record<string, string> {
  if (!(form instanceof FormData))
    throw new AppError("INVALID", "This is not the form. Open the page again.");
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string" && !name.startsWith("$ACTION")) fields[name] = value;
  }
  return fields;
}

async function answer(submit: () => Promise<FormOutcome>): Promise<FormState> {
  let outcome: FormOutcome;
  try {
    outcome = await submit();
  } catch (error) {
    return toFailure(error);
  }
  // Outside the try: Next redirects by throwing.
  if ("redirectTo" in outcome) redirect(outcome.redirectTo);
  return { ok: true, data: outcome };
}

/** Makes the server action of a form for anybody: it works as a plain HTML form, too. */
export function publicForm<Schema extends z.ZodType>(
  schema: Schema,
  submit: (input: z.output<Schema>, origin: RequestOrigin) => Promise<FormOutcome>,
): FormAction {
  return (_previous, form) => answer(async () => submit(schema.parse(fieldsOf(form)), await requestOrigin()));
}

/** Makes the server action of a form for somebody who is signed in, whatever the workspace. */
export function personForm<Schema extends z.ZodType>(
  schema: Schema,
  submit: (person: SignedIn, input: z.output<Schema>, origin: RequestOrigin) => Promise<FormOutcome>,
): FormAction {
  return (_previous, form) =>
    answer(async () => {
      const person = await findSignedIn();
      if (person === null) {
        throw new AppError(
          "UNAUTHENTICATED",
          "You are signed out. Sign in again in another tab, then press the button again.",
        );
      }
      return submit(person, schema.parse(fieldsOf(form)), await requestOrigin());
    });
}
