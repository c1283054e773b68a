import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

type CalloutTone = "info" | "ok" | "warn" | "danger";

const tones = {
  info: { icon: Info, box: "border-accent/30 bg-accent-wash", sign: "text-accent" },
  ok: { icon: CircleCheck, box: "border-ok/30 bg-ok-wash", sign: "text-ok" },
  warn: { icon: TriangleAlert, box: "border-warn/30 bg-warn-wash", sign: "text-warn" },
  danger: { icon: CircleAlert, box: "border-danger/30 bg-danger-wash", sign: "text-danger" },
} as const;

interface CalloutProps {
  tone?: CalloutTone;
  title?: string;
  /** Reads it out when it appears: for what has just happened, not for what always stands there. */
  announce?: boolean;
  children?: ReactNode;
}

/** Something to know before going on. */
export function Callout({ tone = "info", title, announce = false, children }: CalloutProps) {
  const { icon: Icon, box, sign } = tones[tone];
  return (
    <div
      role={announce ? (tone === "danger" ? "alert" : "status") : undefined}
      className={classNames("flex gap-3 rounded border px-4 py-3 text-sm", box)}
    >
      <Icon aria-hidden="true" className={classNames("mt-0.5 size-4 shrink-0", sign)} />
      <div className="grid min-w-0 flex-1 content-start gap-1">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}
