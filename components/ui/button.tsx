"use client";

import { LoaderCircle } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { classNames } from "#components/ui/class-names.ts";
import type { ButtonSize, ButtonVariant } from "#components/ui/button-style.ts";

interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  /** `icon` is square: give it an `aria-label`. */
  size?: ButtonSize;
  /** Its work is under way: it keeps width, name and focus, says so to screen readers, and ignores presses. */
  pending?: boolean;
}

/** A button; of type "button" unless told otherwise. */
export function Button(props: ButtonProps) {
  const {
    variant = "secondary",
    size = "md",
    pending = false,
    className,
    children,
    onClick,
    ...rest
  } = props;

  function handleClick(event: MouseEvent<HTMLButtonElement>): void {
    // Not `disabled`: that would drop the focus. A refused click doesn't submit the form either, nor does Enter in a field.
    if (pending) event.preventDefault();
    else onClick?.(event);
  }

  return (
    <button
      type="button"
      {...rest}
      className={buttonStyle(variant, size, className)}
      onClick={handleClick}
      aria-busy={pending || undefined}
      aria-disabled={pending || rest["aria-disabled"]}
    >
      <span className={classNames("inline-flex items-center gap-1.5", pending && "opacity-0")}>
        {children}
      </span>
      {pending && (
        <span className="absolute inset-0 grid place-items-center" aria-hidden="true">
          <LoaderCircle className="animate-spin" />
        </span>
      )}
    </button>
  );
}
