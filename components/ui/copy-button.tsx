"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { ButtonSize, ButtonVariant } from "#components/ui/button-style.ts";
import { copyText } from "#components/ui/copy-text.ts";

interface CopyButtonProps {
  text: string;
  /** The accessible name; it stays the same after copying. */
  label: string;
  /** Draws only the icon. */
  iconOnly?: boolean;
  variant?: ButtonVariant;
  size?: ButtonSize;
}

type State = "idle" | "copied" | "failed";
const announcements: Record<State, string> = {
  idle: "",
  copied: "Copied",
  failed: "Copying failed: select the text and copy it yourself",
};

/** Copies text, shows a tick for two seconds, and announces "Copied". */
export function CopyButton({ text, label, iconOnly = false, variant = "secondary", size }: CopyButtonProps) {
  const [state, setState] = useState<State>("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => {
      setState("idle");
    }, 2000);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);

  async function copy(): Promise<void> {
    setState((await copyText(text)) ? "copied" : "failed");
  }

  return (
    <>
      <Button
        variant={variant}
        size={size ?? (iconOnly ? "icon" : "sm")}
        onClick={copy}
        {...(iconOnly ? { "aria-label": label, title: label } : {})}
      >
        {state === "copied" ? <Check aria-hidden="true" className="text-ok" /> : <Copy aria-hidden="true" />}
        {!iconOnly && label}
      </Button>
      <span role="status" className={state === "failed" ? "text-sm text-danger" : "sr-only"}>
        {announcements[state]}
      </span>
    </>
  );
}
