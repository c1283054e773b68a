/** The first stop of the keyboard: past the header, to what the page is about. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="fixed top-2 left-2 z-60 -translate-y-16 rounded bg-ink px-4 py-2.5 text-sm font-medium text-background focus-visible:translate-y-0"
    >
      Skip to content
    </a>
  );
}
