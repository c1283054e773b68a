/** The panel of a menu. */
export const menuPanelStyle =
  "z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[calc(100vw-1rem)] min-w-52 animate-fade overflow-y-auto text-left font-sans text-sm font-normal whitespace-normal text-ink rounded border bg-raised p-1 shadow-raised outline-none";

/** A line in a menu. */
export const menuItemStyle =
  "flex min-h-8 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1 text-sm outline-none select-none data-disabled:cursor-not-allowed data-disabled:text-ink-faint data-highlighted:bg-sunken data-highlighted:text-ink aria-[current]:font-medium";
