"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { NameField } from "#components/secrets/name-field.tsx";
import { ValueField, type ValueFieldHandle } from "#components/secrets/value-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { proposeSecretName } from "#lib/secrets/names.ts";
import { createSecretAction } from "#lib/secrets/server-actions.ts";

interface NewSecretDialogProps {
  workspace: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (name: string) => void;
}

/** Name, value, description, Save. The value is read from its field at Save and cleared from it on save, cancel and navigation. */
export function NewSecretDialog({ workspace, open, onOpenChange, onCreated }: NewSecretDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      guarded
      title="New secret"
      description="The value is sealed when you save it. Nobody can read it afterwards, not even you."
    >
      {/* Inside, so that everything typed is gone with the dialog. */}
      <NewSecretForm
        workspace={workspace}
        onCreated={onCreated}
        onCancel={() => {
          onOpenChange(false);
        }}
      />
    </Dialog>
  );
}

interface NewSecretFormProps {
  workspace: string;
  onCreated: (name: string) => void;
  onCancel: () => void;
}

function NewSecretForm({ workspace, onCreated, onCancel }: NewSecretFormProps) {
  const [typedName, setTypedName] = useState("");
  const [description, setDescription] = useState("");
  const [nameError, setNameError] = useState<string | undefined>(undefined);
  const value = useRef<ValueFieldHandle>(null);
  const { pending, failure, submit, edited } = useSubmit<{ name: string }>((created) => {
    value.current?.clear();
    onCreated(created.name);
  });

  function save(): void {
    const proposed = proposeSecretName(typedName);
    setNameError(proposed.ok ? undefined : proposed.message);
    const valueFits = value.current?.check() ?? true;
    if (!proposed.ok || !valueFits) return;
    const { name, title } = proposed;
    submit((idempotencyKey) =>
      createSecretAction(workspace, {
        name,
        title,
        value: value.current?.read() ?? "",
        description,
        idempotencyKey,
      }),
    );
  }

  return (
    <DialogForm pending={pending} onSave={save} onCancel={onCancel}>
      <NameField
        workspace={workspace}
        typed={typedName}
        error={nameError ?? failure?.fieldErrors["name"] ?? failure?.fieldErrors["title"]}
        onChange={(typed) => {
          setTypedName(typed);
          setNameError(undefined);
          edited();
        }}
        onAssignmentPasted={(name, pasted) => {
          setTypedName(name);
          setNameError(undefined);
          value.current?.write(pasted);
          edited();
        }}
      />
      <ValueField
        ref={value}
        label="Value"
        required
        error={failure?.fieldErrors["value"]}
        onEdited={edited}
      />
      <Field label="Description" optional error={failure?.fieldErrors["description"]}>
        <Textarea
          rows={2}
          value={description}
          placeholder="What it is for, who issued it, what it may do"
          onChange={(event) => {
            setDescription(event.currentTarget.value);
            edited();
          }}
        />
      </Field>
      <FailureCallout failure={failure} />
    </DialogForm>
  );
}
