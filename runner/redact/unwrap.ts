import { PIECE_BYTES } from "#runner/redact/needle-set.ts";

/**
 * A line break counts as wrapping when so many characters of the encodings' alphabets stand before it: 60 is the narrowest usual
 * line (`xxd -p`; base64 has 64 or 76). An ordinary line of a log doesn't end so, and is not held back.
 */
export const WRAP_COLUMNS = 60;

const ALPHABET = new Uint8Array(256);
for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"))
  ALPHABET[byte] = 1;

const [LF, CR, BACKSLASH, N, R] = [0x0a, 0x0d, 0x5c, 0x6e, 0x72];

/** Bytes of a text with the wrapping left out, and where they came from. One instance is filled again and again. */
export class Unwrapped {
  readonly bytes = new Uint8Array(PIECE_BYTES);
  length = 0;
  readonly #end = new Int32Array(PIECE_BYTES + 1);

  /** Reads from `from` until there are `most` bytes (at most PIECE_BYTES), or the text ends, perhaps within a break. */
  fill(text: Uint8Array, from: number, to: number, most: number): void {
    this.length = 0;
    for (let at = from; at < to && this.length < most;) {
      const skip = this.length === 0 ? 0 : wrapAt(text, at, to);
      at += skip;
      if (at >= to) return;
      this.bytes[this.length++] = text[at++] ?? 0;
      this.#end[this.length] = at;
    }
  }

  /** Where in the text the first `count` bytes end. A break after them is not theirs. */
  end(count: number): number {
    return this.#end[count] ?? 0;
  }
}

/** Whether a byte can begin a line break: as such, or written as an escape in a Python or JSON string. */
export function beginsBreak(byte: number): boolean {
  return byte === LF || byte === CR || byte === BACKSLASH;
}

/** The length of the wrapping at a place: LF, CR LF, or either as escapes; 0 for none. One that the text's end cuts off counts. */
function wrapAt(text: Uint8Array, at: number, to: number): number {
  if (!beginsBreak(text[at] ?? 0) || !isFullLine(text, at)) return 0;
  for (const wrap of WRAPS) {
    let n = 0;
    while (n < wrap.length && at + n < to && text[at + n] === wrap[n]) n++;
    if (n === wrap.length || at + n === to) return n;
  }
  return 0;
}

const WRAPS: readonly (readonly number[])[] = [[LF], [CR, LF], [BACKSLASH, N], [BACKSLASH, R, BACKSLASH, N]];

function isFullLine(text: Uint8Array, end: number): boolean {
  if (end < WRAP_COLUMNS) return false;
  for (let at = end - WRAP_COLUMNS; at < end; at++) if (ALPHABET[text[at] ?? 0] === 0) return false;
  return true;
}
