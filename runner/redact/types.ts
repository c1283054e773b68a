/**
 * Hides the values that a run has read from everything that the run produces. A net for accidents, not a wall: code that
 * reverses or encrypts a value gets through (docs/security.md).
 */
export interface Redactor {
  /**
   * Registers a value under its secret's name. It takes effect for all bytes not yet emitted, in every open stream.
   * Throws NeedleBudgetError, before changing anything, when the run's needles would exceed 8 MiB: refuse the read then.
   */
  add(name: string, value: string): void;
  /** A stream with its own state: stdout and stderr must not share one. */
  openStream(): RedactionStream;
  /** A whole text at once: result, error text, traceback, document. Never throws. */
  text(input: string): string;
  /** A host name: names have no case (RFC 4343), and on their way here they were put into lower case. Never throws. */
  host(input: string): string;
}

/**
 * One redacted stream. The output does not depend on how the input was cut into chunks. Neither method throws: after an inner
 * failure they give one notice and then nothing.
 *
 * Limits come after redaction: cut what `write` returned, not what goes in. Cut between UTF-8 characters and, where the cut falls
 * inside a mark `[NAME]`, before it. A stream that stops early (killed, cancelled, over its limit) still needs `end`.
 */
export interface RedactionStream {
  /** Takes bytes and gives those that may be shown now; a character may be continued by the next call, so decode with `stream: true`. */
  write(chunk: Uint8Array): Uint8Array;
  /** Gives what was held back; four or more bytes of a needle's beginning become the mark. Nothing may be written afterwards. */
  end(): Uint8Array;
}
