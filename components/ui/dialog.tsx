"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { dialogPanelStyle, dialogScrimStyle, dialogTitleStyle } from "#components/ui/dialog-style.ts";
import { useFocusReturn } from "#components/ui/use-focus-return.ts";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The dialog's accessible name. */
  title: string;
  description?: ReactNode;
  size?: "md" | "lg";
  /** Keeps it open on a click outside, so that what was typed isn't lost by a slip. Escape and Close still close. */
  guarded?: boolean;
  /** DialogBody and DialogFooter; a form goes around both with `className="contents"`. */
  children: ReactNode;
}

/** A modal dialog: focus stays inside and goes back afterwards; a full-screen sheet on phones. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, size = "md", guarded = false, children } = props;
  const focusReturn = useFocusReturn("first-field");
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={dialogScrimStyle} />
        <Primitive.Content
          {...focusReturn}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          onInteractOutside={(event) => {
            if (guarded) event.preventDefault();
          }}
          className={classNames(dialogPanelStyle, size === "lg" ? "sm:max-w-3xl" : "sm:max-w-lg")}
        >
          <div className="flex items-start gap-4 px-5 pt-5 pb-3 sm:px-6">
            <div className="min-w-0 flex-1">
              <Primitive.Title className={dialogTitleStyle}>{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description asChild>
                  <div className="mt-1 text-sm text-ink-muted">{description}</div>
                </Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <Button variant="ghost" size="icon" aria-label="Close" className="order-last -mt-1 -mr-2">
                <X aria-hidden="true" />
              </Button>
            </Primitive.Close>
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The part of a dialog that scrolls. */
export function DialogBody({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] content-start gap-5 overflow-y-auto px-5 py-2 sm:px-6">
      {children}
    </div>
  );
}

/** The buttons of a dialog, always in sight; the main one comes last. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <div className="mt-3 flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3.5 sm:px-6">
      {children}
    </div>
  );
}
