import type { ReactNode } from "react";

interface PageHeaderProps {
  /** The page's heading, its only h1. */
  title: ReactNode;
  /** Above the heading: a way back, as a link. */
  above?: ReactNode;
  /** Beside the heading: badges. */
  beside?: ReactNode;
  description?: ReactNode;
  /** Buttons; the main one comes last. */
  actions?: ReactNode;
}

/** The top of a page: what it is, and what can be done. */
export function PageHeader({ title, above, beside, description, actions }: PageHeaderProps) {
  return (
    <header className="mb-7 sm:mb-9">
      {above !== undefined && <div className="mb-3 text-sm">{above}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="min-w-0 font-serif text-3xl font-medium tracking-[-0.02em] break-words">
              {title}
            </h1>
            {beside}
          </div>
          {description !== undefined && (
            <div className="mt-1.5 max-w-prose text-ink-muted">{description}</div>
          )}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2 sm:pt-1">{actions}</div>}
      </div>
    </header>
  );
}
