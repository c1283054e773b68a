"use client";

import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";

interface DialogFormProps {
  pending: boolean;
  /** How often Save did not succeed: each time the focus goes to the first field that is marked. */
  failures: number;
  onSave: () => void;
  onCancel: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A form that fills a dialog, with Cancel and Save. The browser validates and remembers nothing of it. */
export function DialogForm({ pending, failures, onSave, onCancel, children }: DialogFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (failures > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [failures]);
  return (
    <form
      ref={form}
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
