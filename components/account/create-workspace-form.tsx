"use client";

import { useForm } from "#components/auth/use-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { Input } from "#components/ui/input.tsx";
import { createWorkspaceAction } from "#lib/workspaces/server-actions.ts";

/** A further workspace, owned by whoever makes it. */
export function CreateWorkspaceForm() {
  const { props, pending, failure } = useForm(createWorkspaceAction);
  return (
    <form {...props} className="grid max-w-md gap-5" noValidate>
      <FailureCallout failure={failure} />
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
