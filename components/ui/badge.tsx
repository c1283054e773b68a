import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

export type Tone = "neutral" | "accent" | "ok" | "warn" | "danger";

const tones: Record<Tone, string> = {
  neutral: "border-rule bg-sunken text-ink-muted",
  accent: "border-accent/25 bg-accent-wash text-accent",
  ok: "border-ok/25 bg-ok-wash text-ok",
  warn: "border-warn/25 bg-warn-wash text-warn",
  danger: "border-danger/25 bg-danger-wash text-danger",
};

interface BadgeProps {
  tone?: Tone;
  /** A small sign before the text; `dot` for a state, `pulse` for one that is going on. */
  mark?: "dot" | "pulse" | undefined;
  children: ReactNode;
}

/** A word about a thing: a role, a type, a state. The word says it; the colour only helps. */
export function Badge({ tone = "neutral", mark, children }: BadgeProps) {
  return (
    <span
      className={classNames(
        "inline-flex h-[1.375rem] items-center gap-1.5 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {mark !== undefined && (
        <span
          aria-hidden="true"
          className={classNames("size-1.5 rounded-full bg-current", mark === "pulse" && "animate-pulse")}
        />
      )}
      {children}
    </span>
  );
}
