// Guards: text that could not be checked for secrets is never passed on.
import type { RedactionStream } from "#runner/redact/types.ts";

const NOTICE = "[output removed: it could not be checked for secrets]";
const NOTHING = new Uint8Array(0);

/** Wraps a stream so that its first error drops that text and all that follows. One notice stands in its place. */
export function failClosed(inner: RedactionStream): RedactionStream {
  let failed = false;
  const attempt = (step: () => Uint8Array): Uint8Array => {
    if (failed) return NOTHING;
    try {
      return step();
    } catch {
      // The error is dropped too: its message may hold the text.
      failed = true;
      return new TextEncoder().encode(NOTICE);
    }
  };
  return { write: (chunk) => attempt(() => inner.write(chunk)), end: () => attempt(() => inner.end()) };
}
