"use client";

import { PasswordField } from "#components/auth/password-field.tsx";
import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { Input } from "#components/ui/input.tsx";
import { joinAction } from "#lib/members/server-actions.ts";

/** A new person's first form: the email is the invitation's and can't be changed. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const { props, pending, failure } = useForm(joinAction);
  const errors = failure?.fieldErrors;
  return (
    <form {...props} className="grid gap-5" noValidate>
      <input type="hidden" name="token" value={token} />
      {/* For password managers, which else would save the password without a name. */}
      <input type="email" value={email} autoComplete="username" readOnly hidden />
      <FailureCallout failure={failure} />
      <Field label="Your name" required error={errors?.["name"]}>
        <Input name="name" autoComplete="name" autoFocus />
      </Field>
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        description="At least 12 characters; any are fine."
        error={errors?.["password"]}
      />
      <Button type="submit" variant="primary" pending={pending} className="w-full">
        Join workspace
      </Button>
    </form>
  );
}
