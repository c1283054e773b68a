"use client";

import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { controlStyle } from "#components/ui/control-style.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface TextareaProps extends ComponentProps<"textarea"> {
  mono?: boolean;
}

/** Several lines of text; inside a Field it is labelled and described by it. */
export function Textarea({ mono = false, className, rows = 3, ...rest }: TextareaProps) {
  return (
    <textarea
      {...useFieldControl()}
      rows={rows}
      {...rest}
      className={classNames(controlStyle, "block resize-y px-3 py-2", mono && "font-mono", className)}
    />
  );
}
