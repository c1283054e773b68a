"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { AlertDialog, AlertDialogFooter } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody } from "#components/ui/dialog.tsx";
import { notify } from "#components/ui/notify.ts";
import { deleteActionAction } from "#lib/actions/server-actions.ts";

interface DeleteActionButtonProps {
  workspace: string;
  action: { readonly id: string; readonly name: string };
}

/** Deletes an action after asking; its runs stay. */
export function DeleteActionButton({ workspace, action }: DeleteActionButtonProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const { pending, failure, submit } = useSubmit(() => {
    notify.success(`${action.name} is deleted.`);
    router.push(`/w/${workspace}/actions`);
    router.refresh();
  });
  return (
    <>
      <Button
        variant="ghost"
        onClick={() => {
          setOpen(true);
        }}
      >
        Delete
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete ${action.name}?`}
        description="Its code and its history are deleted for good. Its runs and their logs stay."
      >
        {failure !== null && (
          <DialogBody>
            <FailureCallout failure={failure} />
          </DialogBody>
        )}
        <AlertDialogFooter>
          <Button
            variant="danger"
            pending={pending}
            onClick={() => {
              submit((idempotencyKey) =>
                deleteActionAction(workspace, { actionId: action.id, idempotencyKey }),
              );
            }}
          >
            Delete action
          </Button>
        </AlertDialogFooter>
      </AlertDialog>
    </>
  );
}
