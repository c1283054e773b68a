"use client";

import type { ComponentProps } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { controlStyle } from "#components/ui/control-style.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface InputProps extends ComponentProps<"input"> {
  /** For identifiers and code: monospaced, and nothing corrects what is typed. */
  mono?: boolean;
}

const asTyped = { autoCapitalize: "none", autoCorrect: "off", spellCheck: false } as const;

/** A line of text; inside a Field it is labelled and described by it. */
export function Input({ mono = false, className, ...rest }: InputProps) {
  return (
    <input
      {...useFieldControl()}
      {...(mono ? asTyped : {})}
      {...rest}
      className={classNames(controlStyle, "h-10 px-3 sm:h-9", mono && "font-mono", className)}
    />
  );
}
