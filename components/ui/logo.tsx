import { classNames } from "#components/ui/class-names.ts";

/** The product's sign, a sealed bar on the accent colour, with its name in the serif. */
export function Logo({ size = "md" }: { size?: "md" | "lg" }) {
  return (
    <span className="inline-flex items-center gap-2">
      <svg
        viewBox="0 0 32 32"
        aria-hidden="true"
        className={classNames("shrink-0 text-accent", size === "lg" ? "size-8" : "size-[1.625rem]")}
      >
        <rect width="32" height="32" rx="7" fill="currentColor" />
        <g className="stroke-background">
          <rect x="5" y="10.5" width="22" height="11" rx="1.8" className="fill-background" stroke="none" />
          <path
            d="m15.8 20.5 9-9M20.3 20.5l6-6M15.8 16l4.5-4.5M24.8 20.5l1.5-1.5"
            className="stroke-accent"
            strokeWidth="1.5"
            strokeLinecap="round"
          />
          <path
            d="M8.4 15.6v-1.2a1.9 1.9 0 0 1 3.8 0v1.2"
            fill="none"
            className="stroke-accent"
            strokeWidth="1.4"
          />
          <rect x="7.4" y="15.3" width="5.8" height="4.4" rx="0.9" className="fill-accent" stroke="none" />
        </g>
      </svg>
      <span
        className={classNames(
          "font-serif font-semibold tracking-[-0.015em]",
          size === "lg" ? "text-2xl" : "text-xl",
        )}
      >
        Tacit
      </span>
    </span>
  );
}
