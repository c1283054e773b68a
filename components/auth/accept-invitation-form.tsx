"use client";

import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { acceptInvitationAction } from "#lib/members/server-actions.ts";

/** The one button of somebody who is signed in with the invited email. */
export function AcceptInvitationForm({ token }: { token: string }) {
  const { props, pending, failure } = useForm(acceptInvitationAction);
  return (
    <form {...props} className="grid gap-5">
      <input type="hidden" name="token" value={token} />
      <FailureCallout failure={failure} />
      <Button type="submit" variant="primary" pending={pending} className="w-full">
        Join workspace
      </Button>
    </form>
  );
}
