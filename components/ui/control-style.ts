/** What every text control looks like. 16 px on phones, or iOS zooms into the page on focus. */
export const controlStyle =
  "w-full min-w-0 rounded border border-edge bg-surface text-[1rem] text-ink transition-colors hover:border-ink-faint focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-muted [&[readonly]]:bg-sunken aria-invalid:border-danger sm:text-base";
