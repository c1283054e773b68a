"use client";

import { PasswordField } from "#components/auth/password-field.tsx";
import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { Input } from "#components/ui/input.tsx";
import { signInAction } from "#lib/auth/server-actions.ts";

/** Email and password; `to` is the page that comes afterwards. */
export function SignInForm({ to }: { to: string }) {
  const { props, pending, failure } = useForm(signInAction);
  return (
    <form {...props} className="grid gap-5" noValidate>
      <input type="hidden" name="to" value={to} />
      <FailureCallout failure={failure} />
      <Field label="Email" required>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
      </Field>
      <PasswordField label="Password" name="password" autoComplete="current-password" error={undefined} />
      <Button type="submit" variant="primary" pending={pending} className="w-full">
        Sign in
      </Button>
    </form>
  );
}
