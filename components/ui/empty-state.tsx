import type { ReactNode } from "react";

interface EmptyStateProps {
  title: string;
  /** What belongs here and why; teach with one good example. */
  children: ReactNode;
  /** The one thing to do next. */
  action?: ReactNode;
  /** A small drawing above the title, such as a SealedBar. */
  figure?: ReactNode;
}

/** What a list shows before it has anything. */
export function EmptyState({ title, children, action, figure }: EmptyStateProps) {
  return (
    <div className="grid justify-items-start gap-3 rounded-lg border bg-surface px-6 py-9 sm:px-10 sm:py-12">
      {figure !== undefined && <div className="mb-2">{figure}</div>}
      <h2 className="font-serif text-xl font-medium tracking-[-0.01em]">{title}</h2>
      <div className="grid max-w-prose gap-3 text-ink-muted">{children}</div>
      {action !== undefined && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
