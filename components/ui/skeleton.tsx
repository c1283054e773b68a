import { classNames } from "#components/ui/class-names.ts";

/** A place that is being filled; size it by className. Its surrounding says "Loading" once. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={classNames("block animate-pulse rounded-sm bg-sunken", className)} />
  );
}
