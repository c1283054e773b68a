"use client";

import { PasswordField } from "#components/auth/password-field.tsx";
import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { Input } from "#components/ui/input.tsx";
import { completeSetupAction } from "#lib/setup/server-actions.ts";

/** The first owner and the first workspace. */
export function SetupForm({ code }: { code: string }) {
  const { props, pending, failure } = useForm(completeSetupAction);
  const errors = failure?.fieldErrors;
  return (
    <form {...props} className="grid gap-5" noValidate>
      <input type="hidden" name="code" value={code} />
      <FailureCallout failure={failure} />
      <Field label="Your name" required error={errors?.["name"]}>
        <Input name="name" autoComplete="name" autoFocus />
      </Field>
      <Field label="Email" required error={errors?.["email"]}>
        <Input name="email" type="email" autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Field>
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        description="At least 12 characters; any are fine."
        error={errors?.["password"]}
      />
      <Field
        label="Workspace name"
        required
        description="Where your team keeps its secrets: usually the company’s or the team’s name."
        error={errors?.["workspaceName"]}
      >
        <Input name="workspaceName" autoComplete="organization" />
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="w-full">
        Create workspace
      </Button>
    </form>
  );
}
