import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonStyle } from "#components/ui/button-style.ts";
import type { ButtonSize, ButtonVariant } from "#components/ui/button-style.ts";

interface LinkButtonProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant;
  size?: ButtonSize;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function LinkButton({ variant = "secondary", size = "md", className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={buttonStyle(variant, size, className)} />;
}
