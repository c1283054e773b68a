"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";

interface DialogFormProps {
  pending: boolean;
  onSave: () => void;
  onCancel: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A form that fills a dialog, with Cancel and Save. The browser validates and remembers nothing of it. */
export function DialogForm({ pending, onSave, onCancel, children }: DialogFormProps) {
  return (
    <form
      className="contents"
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <DialogBody>{children}</DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" pending={pending}>
          Save
        </Button>
      </DialogFooter>
    </form>
  );
}
