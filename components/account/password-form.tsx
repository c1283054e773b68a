"use client";

import { useState } from "react";
import { PasswordField } from "#components/auth/password-field.tsx";
import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { changePasswordAction } from "#lib/account/server-actions.ts";

/** The current password and a new one; after a success the fields are empty again. */
export function PasswordForm({ email }: { email: string }) {
  const [successes, setSuccesses] = useState(0);
  const { props, pending, failure, done } = useForm(changePasswordAction, () => {
    setSuccesses((count) => count + 1);
  });
  return (
    <form {...props} className="grid max-w-md gap-4" noValidate>
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <FailureCallout failure={failure} />
      {done !== undefined && <Callout tone="ok">{done}</Callout>}
      <div key={successes} className="grid gap-4">
        <PasswordField
          label="Current password"
          name="currentPassword"
          autoComplete="current-password"
          error={failure?.fieldErrors["currentPassword"]}
        />
        <PasswordField
          label="New password"
          name="newPassword"
          autoComplete="new-password"
          description="At least 12 characters; any are fine. Your other sessions are signed out."
          error={failure?.fieldErrors["newPassword"]}
        />
      </div>
      <div>
        <Button type="submit" pending={pending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
