import { useId } from "react";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

interface PanelProps {
  /** A heading (h2); it names the region. */
  title: string;
  description?: ReactNode;
  /** At the right of the heading. */
  actions?: ReactNode;
  /** Without padding, for a list or a log that fills the panel. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page, on its own sheet. */
export function Panel({ title, description, actions, flush = false, className, children }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classNames("min-w-0 rounded-lg border bg-surface", className)}>
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5 sm:px-5">
        <div className="min-w-0">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          {description !== undefined && <div className="text-sm text-ink-muted">{description}</div>}
        </div>
        {actions}
      </div>
      <div className={flush ? "min-w-0 overflow-hidden rounded-b-lg" : "min-w-0 px-4 py-4 sm:px-5"}>
        {children}
      </div>
    </section>
  );
}
