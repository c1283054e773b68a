"use client";

import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "children"> {
  label: ReactNode;
  description?: ReactNode;
}

/** A checkbox with its label; the whole line is the target. The browser's own input, so forms and keyboards just work. */
export function Checkbox({ label, description, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className="flex min-h-6 items-start gap-2.5">
      <span className="relative mt-0.5 grid size-5 shrink-0 place-items-center">
        <input
          id={id}
          {...rest}
          type="checkbox"
          aria-describedby={description === undefined ? undefined : `${id}-description`}
          className="peer size-[1.125rem] appearance-none rounded-sm border border-edge bg-surface checked:border-accent checked:bg-accent disabled:opacity-55"
        />
        <Check
          aria-hidden="true"
          strokeWidth={3}
          className="pointer-events-none invisible absolute size-3.5 text-accent-ink peer-checked:visible"
        />
      </span>
      <div className="min-w-0">
        <label htmlFor={rest.id ?? id} className="text-base">
          {label}
        </label>
        {description !== undefined && (
          <div id={`${id}-description`} className="text-sm text-ink-muted">
            {description}
          </div>
        )}
      </div>
    </div>
  );
}
