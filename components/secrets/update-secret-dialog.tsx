"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { ValueField, type ValueFieldHandle } from "#components/secrets/value-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { updateSecretAction } from "#lib/secrets/server-actions.ts";
import type { SecretDetail } from "#lib/secrets/types.ts";
import { checkSecretValue } from "#lib/secrets/value.ts";

interface UpdateSecretDialogProps {
  workspace: string;
  secret: SecretDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onUpdated: (valueReplaced: boolean) => void;
}

/** A new value (empty keeps the one that is there), title and description. The name never changes. */
export function UpdateSecretDialog({ open, onOpenChange, ...form }: UpdateSecretDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} guarded title={`Update ${form.secret.name}`}>
      <UpdateSecretForm
        {...form}
        onCancel={() => {
          onOpenChange(false);
        }}
      />
    </Dialog>
  );
}

interface UpdateSecretFormProps {
  workspace: string;
  secret: SecretDetail;
  onUpdated: (valueReplaced: boolean) => void;
  onCancel: () => void;
}

function UpdateSecretForm({ workspace, secret: latest, onUpdated, onCancel }: UpdateSecretFormProps) {
  // What the person saw when they began is what is saved over: a change that arrives meanwhile must not slip its revision in.
  const [secret] = useState(latest);
  const [title, setTitle] = useState(secret.title ?? "");
  const [description, setDescription] = useState(secret.description);
  const value = useRef<ValueFieldHandle>(null);
  const replaced = useRef(false);
  const { pending, failure, failures, submit, refuse, edited } = useSubmit(() => {
    value.current?.clear();
    onUpdated(replaced.current);
  });

  function save(): void {
    const typed = value.current?.read() ?? "";
    const checked = typed === "" ? null : checkSecretValue(typed);
    if (checked?.ok === false) {
      refuse({ value: checked.message });
      return;
    }
    replaced.current = typed !== "";
    submit((idempotencyKey) =>
      updateSecretAction(workspace, {
        secretId: secret.id,
        revision: secret.revision,
        value: typed === "" ? null : typed,
        title,
        description,
        idempotencyKey,
      }),
    );
  }

  return (
    <DialogForm pending={pending} failures={failures} onSave={save} onCancel={onCancel}>
      <ValueField
        ref={value}
        label="Replace value"
        description="Leave it empty to keep the value that is there. A new one is used from each action's next run on."
        error={failure?.fieldErrors["value"]}
        onEdited={() => {
          edited("value");
        }}
      />
      <Field label="Title" optional error={failure?.fieldErrors["title"]}>
        <Input
          value={title}
          autoComplete="off"
          onChange={(event) => {
            setTitle(event.currentTarget.value);
            edited("title");
          }}
        />
      </Field>
      <Field label="Description" optional error={failure?.fieldErrors["description"]}>
        <Textarea
          rows={3}
          value={description}
          onChange={(event) => {
            setDescription(event.currentTarget.value);
            edited("description");
          }}
        />
      </Field>
      <FailureCallout failure={failure} />
    </DialogForm>
  );
}
