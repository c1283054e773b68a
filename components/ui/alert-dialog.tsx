"use client";

import { AlertDialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { dialogPanelStyle, dialogScrimStyle, dialogTitleStyle } from "#components/ui/dialog-style.ts";
import { useFocusReturn } from "#components/ui/use-focus-return.ts";

interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question, such as "Delete X?"; the accessible name. */
  title: string;
  /** What will happen. Read out when the dialog opens. */
  description: ReactNode;
  /** DialogBody (optional) and AlertDialogFooter; a form goes around both with `className="contents"`. */
  children: ReactNode;
}

/** Asks before something that can't be undone. It opens with the focus on Cancel and a click outside doesn't close it. */
export function AlertDialog({ open, onOpenChange, title, description, children }: AlertDialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={dialogScrimStyle} />
        <Primitive.Content
          {...useFocusReturn("default")}
          className={classNames(dialogPanelStyle, "sm:max-w-lg")}
        >
          <div className="px-5 pt-5 pb-3 sm:px-6">
            <Primitive.Title className={dialogTitleStyle}>{title}</Primitive.Title>
            <Primitive.Description asChild>
              <div className="mt-2 text-base text-ink-muted">{description}</div>
            </Primitive.Description>
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

interface AlertDialogFooterProps {
  cancelLabel?: string;
  /** The button that does it, usually of variant "danger". It doesn't close the dialog by itself. */
  children: ReactNode;
}

/** Cancel, and the button that does it. */
export function AlertDialogFooter({ cancelLabel = "Cancel", children }: AlertDialogFooterProps) {
  return (
    <div className="mt-auto flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3.5 sm:mt-3 sm:px-6">
      <Primitive.Cancel asChild>
        <Button>{cancelLabel}</Button>
      </Primitive.Cancel>
      {children}
    </div>
  );
}
