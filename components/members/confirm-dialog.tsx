"use client";

import type { ReactNode } from "react";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { AlertDialog, AlertDialogFooter } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody } from "#components/ui/dialog.tsx";
import type { ActionResult } from "#lib/result.ts";

interface ConfirmDialogProps<Data> {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** The button that does it. */
  confirm: string;
  action: () => Promise<ActionResult<Data>>;
  onDone: (data: Data) => void;
}

/** Asks, does it, and says in place why it couldn't be done. */
export function ConfirmDialog<Data>(props: ConfirmDialogProps<Data>) {
  const { open, onOpenChange, title, description } = props;
  return (
    <AlertDialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <ConfirmForm {...props} />
    </AlertDialog>
  );
}

/** Apart, so that a dialog that opens again starts without the last one's failure. */
function ConfirmForm<Data>({ confirm, action, onDone, onOpenChange }: ConfirmDialogProps<Data>) {
  const { pending, failure, submit } = useSubmit<Data>((data) => {
    onOpenChange(false);
    onDone(data);
  });
  return (
    <>
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
            submit(action);
          }}
        >
          {confirm}
        </Button>
      </AlertDialogFooter>
    </>
  );
}
