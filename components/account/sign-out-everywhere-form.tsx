"use client";

import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { signOutEverywhereAction } from "#lib/account/server-actions.ts";

/** Ends all of one's sessions, this one too. */
export function SignOutEverywhereForm() {
  const { props, pending, failure } = useForm(signOutEverywhereAction);
  return (
    <form {...props} className="grid justify-items-start gap-3">
      <FailureCallout failure={failure} />
      <Button type="submit" size="sm" pending={pending}>
        Sign out everywhere
      </Button>
    </form>
  );
}
