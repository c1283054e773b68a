import { classNames } from "#components/ui/class-names.ts";
import { LockMark } from "#components/ui/lock-mark.tsx";

interface SealedBarProps {
  /** What a screen reader says instead of seeing it. */
  label?: string;
  /** Pure drawing, with the words beside it. */
  decorative?: boolean;
  size?: "sm" | "md";
}

const sizes = {
  sm: { bar: "h-5 w-28", cell: "w-5", lock: "h-2.5" },
  md: { bar: "h-8 w-52", cell: "w-8", lock: "h-3.5" },
};

/**
 * The sign of a value that nobody can read: always the same width for a place, whatever was sealed, so that nothing can be told
 * from it. It takes no value and shows none.
 */
export function SealedBar({ label = "Sealed", decorative = false, size = "md" }: SealedBarProps) {
  const { bar, cell, lock } = sizes[size];
  return (
    <span
      {...(decorative ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
      className={classNames(
        "inline-flex max-w-full shrink-0 overflow-hidden rounded-sm border border-accent/45 bg-accent-wash align-middle text-accent",
        bar,
      )}
    >
      <span
        className={classNames("grid shrink-0 place-items-center border-r border-accent/45 bg-surface", cell)}
      >
        <LockMark className={lock} />
      </span>
      <span className="flex-1 hatch" />
    </span>
  );
}
