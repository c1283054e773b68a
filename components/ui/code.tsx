import type { ReactNode } from "react";

/** An identifier or a piece of code within text; breaks rather than overflows. */
export function Code({ children }: { children: ReactNode }) {
  return (
    <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-[0.92em] [overflow-wrap:anywhere]">
      {children}
    </code>
  );
}
