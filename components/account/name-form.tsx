"use client";

import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { Input } from "#components/ui/input.tsx";
import { updateAccountAction } from "#lib/account/server-actions.ts";

/** What the others call oneself. */
export function NameForm({ name }: { name: string }) {
  const { props, pending, failure, done } = useForm(updateAccountAction);
  return (
    <form {...props} className="grid max-w-md gap-4" noValidate>
      <FailureCallout failure={failure} />
      {done !== undefined && <Callout tone="ok">{done}</Callout>}
      <Field label="Your name" required error={failure?.fieldErrors["name"]}>
        <Input name="name" defaultValue={name} autoComplete="name" />
      </Field>
      <div>
        <Button type="submit" pending={pending}>
          Save name
        </Button>
      </div>
    </form>
  );
}
