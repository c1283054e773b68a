import "server-only";

/**
 * Text pieces as a response's body, pulled one at a time, so that a slow browser slows the reading down. `close` is called when the browser
 * has gone; it must make `pieces` end.
 */
export function toBody(pieces: AsyncGenerator<string>, close: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: close,
  });
}
