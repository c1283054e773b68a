"use client";

import { CircleAlert } from "lucide-react";
import { useId } from "react";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { FieldContext } from "#components/ui/field-context.ts";

interface FieldProps {
  /** The control's accessible name, exactly as it stands in the contract. */
  label: string;
  /** Standing help under the label. */
  description?: ReactNode;
  /** What is wrong and what to do. Marks the control as invalid. */
  error?: string | undefined;
  /** Gentle advice or live feedback under the control; announced politely when it changes. */
  hint?: ReactNode;
  /** Shows a quiet "optional" that is not part of the name. */
  optional?: boolean;
  required?: boolean;
  /** Something at the right of the label, such as a "Show while typing" button. */
  aside?: ReactNode;
  className?: string;
  /** One control: Input, Textarea, Select, or one that uses useFieldControl. */
  children: ReactNode;
}

/** A label, one control, and its help, hint and error, wired together for assistive technology. */
export function Field(props: FieldProps) {
  const { label, description, error, hint, optional, required, aside, className, children } = props;
  const id = useId();
  const ids = { description: `${id}-description`, hint: `${id}-hint`, error: `${id}-error` };
  const describedBy = [
    error !== undefined && ids.error,
    description !== undefined && ids.description,
    hint !== undefined && ids.hint,
  ].filter((part) => part !== false);

  return (
    <div className={classNames("grid min-w-0 gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <div className="flex items-baseline gap-2">
          <label htmlFor={id} className="text-sm font-medium">
            {label}
          </label>
          {optional && <span className="text-xs text-ink-faint">optional</span>}
        </div>
        {aside}
      </div>
      {description !== undefined && (
        <div id={ids.description} className="-mt-0.5 text-sm text-ink-muted">
          {description}
        </div>
      )}
      <FieldContext
        value={{
          id,
          "aria-describedby": describedBy.length > 0 ? describedBy.join(" ") : undefined,
          "aria-invalid": error === undefined ? undefined : true,
          "aria-errormessage": error === undefined ? undefined : ids.error,
          "aria-required": required ? true : undefined,
        }}
      >
        {children}
      </FieldContext>
      {hint !== undefined && (
        <div id={ids.hint} role="status" className="text-sm text-ink-muted">
          {hint}
        </div>
      )}
      {error !== undefined && (
        <p id={ids.error} className="flex gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden="true" className="mt-[3px] size-3.5 shrink-0" />
          <span className="min-w-0">{error}</span>
        </p>
      )}
    </div>
  );
}
