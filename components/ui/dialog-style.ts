/** A panel over the page: the whole screen on a phone, a sheet of paper in the middle elsewhere. Its body scrolls, not the panel. */
export const dialogPanelStyle =
  "fixed inset-0 z-50 flex max-h-dvh animate-rise flex-col bg-raised shadow-dialog outline-none sm:inset-auto sm:top-[12vh] sm:left-1/2 sm:max-h-[80vh] sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:rounded-lg sm:border";

export const dialogScrimStyle = "fixed inset-0 z-50 animate-fade bg-scrim";

export const dialogTitleStyle = "font-serif text-xl font-medium tracking-[-0.01em] break-words";
