import { useId } from "react";
import { classNames } from "#components/ui/class-names.ts";

/** The product's sign (the one of app/icon.svg), a sealed bar on the accent colour, with its name in the serif. */
export function Logo({ size = "md" }: { size?: "md" | "lg" }) {
  const hatch = useId();
  return (
    <span className="inline-flex items-center gap-2">
      <svg
        viewBox="0 0 32 32"
        aria-hidden="true"
        className={classNames("shrink-0 text-accent", size === "lg" ? "size-8" : "size-[1.625rem]")}
      >
        <rect width="32" height="32" rx="7" fill="currentColor" />
        <rect x="4" y="10" width="24" height="12" rx="2" className="fill-background" />
        <clipPath id={hatch}>
          <path d="M15.5 10H26a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H15.5z" />
        </clipPath>
        <path
          clipPath={`url(#${hatch})`}
          d="m8.5 23 14-14m-9 14 14-14m-9 14 14-14m-9 14 14-14"
          stroke="currentColor"
          strokeWidth="1.7"
        />
        <path d="M8 15.5v-1.3a2 2 0 0 1 4 0v1.3" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <rect x="7" y="15.2" width="6" height="4.6" rx="1" fill="currentColor" />
      </svg>
      <span
        className={classNames(
          "translate-y-px font-serif leading-none font-semibold tracking-[-0.015em]",
          size === "lg" ? "text-2xl" : "text-xl",
        )}
      >
        Tacit
      </span>
    </span>
  );
}
