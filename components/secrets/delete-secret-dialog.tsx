"use client";

import { useEffect, useState } from "react";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { DependentsList } from "#components/secrets/dependents-list.tsx";
import { AlertDialog, AlertDialogFooter } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DialogBody } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ActionResult } from "#lib/result.ts";
import { deleteSecretAction, listDependentsAction } from "#lib/secrets/server-actions.ts";
import type { SecretDependent } from "#lib/secrets/types.ts";

interface DeleteSecretDialogProps {
  workspace: string;
  secret: { readonly id: string; readonly name: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted: () => void;
}

/** Names what will fail, says that there is no way back, and asks for the name. */
export function DeleteSecretDialog({ open, onOpenChange, ...form }: DeleteSecretDialogProps) {
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${form.secret.name}?`}
      description="This is permanent: every version of the value is destroyed and can't be brought back. Deleting it here doesn't revoke it at the service that issued it."
    >
      <DeleteSecretForm {...form} />
    </AlertDialog>
  );
}

/** What may read the secret, asked for at this moment. */
function useDependents(workspace: string, name: string): ActionResult<SecretDependent[]> | null {
  const [result, setResult] = useState<ActionResult<SecretDependent[]> | null>(null);
  useEffect(() => {
    let current = true;
    listDependentsAction(workspace, { name }).then(
      (answer) => {
        if (current) setResult(answer);
      },
      () => {
        const message =
          "The connection was lost, so it isn't known which actions use this secret. Close this and try again.";
        if (current) setResult({ ok: false, code: "UNAVAILABLE", message, fieldErrors: {} });
      },
    );
    return () => {
      current = false;
    };
  }, [workspace, name]);
  return result;
}

function Impact({
  workspace,
  result,
}: {
  workspace: string;
  result: ActionResult<SecretDependent[]> | null;
}) {
  if (result === null) return <Skeleton className="h-16" />;
  if (!result.ok) return <FailureCallout failure={result} />;
  if (result.data.length === 0) return <p className="text-ink-muted">No action uses it.</p>;
  const many = result.data.length !== 1;
  return (
    <>
      <Callout tone="warn">
        <p>
          {many ? `${result.data.length} actions use it. They fail` : "1 action uses it. It fails"} from the
          next time on that the secret is asked for, also in runs that are under way.
        </p>
      </Callout>
      <div className="max-h-56 overflow-y-auto" tabIndex={0} role="region" aria-label="Actions that use it">
        <DependentsList workspace={workspace} dependents={result.data} />
      </div>
    </>
  );
}

function DeleteSecretForm(props: Omit<DeleteSecretDialogProps, "open" | "onOpenChange">) {
  const { workspace, secret, onDeleted } = props;
  const [confirmation, setConfirmation] = useState("");
  const dependents = useDependents(workspace, secret.name);
  const { pending, failure, submit, edited } = useSubmit(onDeleted);

  return (
    <form
      className="contents"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit((idempotencyKey) =>
          deleteSecretAction(workspace, { secretId: secret.id, confirmation, idempotencyKey }),
        );
      }}
    >
      <DialogBody>
        <Impact workspace={workspace} result={dependents} />
        <Field label={`Type ${secret.name} to confirm`} error={failure?.fieldErrors["confirmation"]}>
          <Input
            mono
            value={confirmation}
            autoComplete="off"
            onChange={(event) => {
              setConfirmation(event.currentTarget.value);
              edited("confirmation");
            }}
          />
        </Field>
        <FailureCallout failure={failure} />
      </DialogBody>
      <AlertDialogFooter>
        <Button type="submit" variant="danger" pending={pending} disabled={confirmation !== secret.name}>
          Delete secret
        </Button>
      </AlertDialogFooter>
    </form>
  );
}
