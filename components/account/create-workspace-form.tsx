"use client";

import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { createWorkspaceAction } from "#lib/workspaces/server-actions.ts";

/** A further workspace, owned by whoever makes it. */
export function CreateWorkspaceForm() {
  const { props, pending, failure } = useForm(createWorkspaceAction);
  return (
    <form {...props} className="grid max-w-md gap-5" noValidate>
      <FormError message={failure?.message} />
      <Field label="Workspace name" required error={failure?.fieldErrors["workspaceName"]}>
        <Input name="workspaceName" autoComplete="organization" autoFocus />
      </Field>
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          Create workspace
        </Button>
      </div>
    </form>
  );
}
