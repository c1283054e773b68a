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
import { checkSecretValue } from "#lib/secrets/value.ts";

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
  const value = useRef<ValueFieldHandle>(null);
  const { pending, failure, failures, submit, refuse, edited } = useSubmit<{ name: string }>((created) => {
    value.current?.clear();
    onCreated(created.name);
  });

  function save(): void {
    const proposed = proposeSecretName(typedName);
    const typedValue = value.current?.read() ?? "";
    // Not left to the server: megabytes would be cut off on their way, and that looks like a lost connection.
    const checked = checkSecretValue(typedValue);
    if (!proposed.ok || !checked.ok) {
      refuse({
        ...(proposed.ok ? {} : { name: proposed.message }),
        ...(checked.ok ? {} : { value: checked.message }),
      });
      return;
    }
    const { name, title } = proposed;
    submit((idempotencyKey) =>
      createSecretAction(workspace, {
        name,
        title,
        value: typedValue,
        description,
        idempotencyKey,
      }),
    );
  }

  return (
    <DialogForm pending={pending} failures={failures} onSave={save} onCancel={onCancel}>
      <NameField
        workspace={workspace}
        typed={typedName}
        error={failure?.fieldErrors["name"] ?? failure?.fieldErrors["title"]}
        onChange={(typed) => {
          setTypedName(typed);
          edited("name");
          edited("title");
        }}
        onAssignmentPasted={(name, pasted) => {
          setTypedName(name);
          value.current?.write(pasted);
          edited("name");
          edited("title");
          edited("value");
        }}
      />
      <ValueField
        ref={value}
        label="Value"
        required
        error={failure?.fieldErrors["value"]}
        onEdited={() => {
          edited("value");
        }}
      />
      <Field label="Description" optional error={failure?.fieldErrors["description"]}>
        <Textarea
          rows={2}
          value={description}
          placeholder="What it is for, who issued it, what it may do"
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
