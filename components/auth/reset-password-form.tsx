"use client";

import { PasswordField } from "#components/auth/password-field.tsx";
import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { resetPasswordAction } from "#lib/account/server-actions.ts";

/** Sets a new password for the person whose reset link this is. */
export function ResetPasswordForm({ token, email }: { token: string; email: string }) {
  const { props, pending, failure } = useForm(resetPasswordAction);
  return (
    <form {...props} className="grid gap-5" noValidate>
      <input type="hidden" name="token" value={token} />
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <FailureCallout failure={failure} />
      <PasswordField
        label="New password"
        name="password"
        autoComplete="new-password"
        description="At least 12 characters; any are fine."
        error={failure?.fieldErrors["password"]}
      />
      <Button type="submit" variant="primary" pending={pending} className="w-full">
        Change password
      </Button>
    </form>
  );
}
