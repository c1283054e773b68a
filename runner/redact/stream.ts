// Guards: no byte leaves before it is certain that it belongs to no needle.
import type { Hit, Scanner } from "#runner/redact/scanner.ts";
import type { RedactionStream } from "#runner/redact/types.ts";
import { WRAP_COLUMNS } from "#runner/redact/unwrap.ts";

/** What a stream searches for, and what it puts in its place: one mark for each owner. */
export interface Search {
  readonly scanner: Scanner;
  readonly marks: readonly Uint8Array[];
}

/** So much of what was emitted is remembered as context: tokens look back one byte, wrapped lines further. */
const CONTEXT_BYTES = WRAP_COLUMNS;

/**
 * One stream. Hits that overlap, in part or wholly, become one mark: that of the hit that starts first, of several there the longest.
 * Hits that only touch keep a mark each. Marks are not searched again.
 *
 * All is decided by the text alone, not by the chunks: a place is emitted once no needle can begin there or before, and it is searched
 * again, perhaps with more needles, until then.
 */
export class RedactingStream implements RedactionStream {
  readonly #current: () => Search;
  #buffer = Buffer.alloc(0);
  /** `#buffer[0, #from)` is context, `[#from, #to)` is held back. */
  #from = 0;
  #to = 0;
  /** So many bytes from `#from` on belong to a mark that was emitted already. */
  #covered = 0;
  #ended = false;

  /** `current` gives the needles of the moment; they may grow between calls. */
  constructor(current: () => Search) {
    this.#current = current;
  }

  write(chunk: Uint8Array): Uint8Array {
    if (this.#ended) throw new Error("the stream has ended");
    this.#append(chunk);
    return this.#process(false);
  }

  end(): Uint8Array {
    if (this.#ended) throw new Error("the stream has ended");
    this.#ended = true;
    const out = this.#process(true);
    this.#buffer = Buffer.alloc(0);
    return out;
  }

  #append(chunk: Uint8Array): void {
    const size = this.#to + chunk.length;
    if (size > this.#buffer.length) {
      const larger = Buffer.alloc(size);
      this.#buffer.copy(larger, 0, 0, this.#to);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#to);
    this.#to = size;
  }

  #process(final: boolean): Uint8Array {
    const { scanner, marks } = this.#current();
    const hits: Hit[] = [];
    const hold = scanner.scan(this.#buffer, this.#from, this.#to, final, hits);
    hits.sort((a, b) => a.start - b.start || b.end - a.end || a.owner - b.owner);
    const out: Uint8Array[] = [];
    let masked = this.#from + this.#covered;
    for (const { start, end, owner } of hits) {
      if (start >= masked) {
        if (start >= hold) break;
        out.push(this.#buffer.subarray(masked, start));
        out.push(marks[owner] ?? missingMark());
      }
      masked = Math.max(masked, end);
    }
    if (masked < hold) out.push(this.#buffer.subarray(masked, hold));
    const emitted = Buffer.concat(out);
    this.#forget(hold, Math.max(0, masked - hold));
    return emitted;
  }

  /** Drops what is before `hold`, but for the context. */
  #forget(hold: number, covered: number): void {
    const first = Math.max(0, hold - CONTEXT_BYTES);
    this.#buffer.copyWithin(0, first, this.#to);
    this.#from = hold - first;
    this.#to -= first;
    this.#covered = covered;
  }
}

function missingMark(): never {
  throw new Error("a needle without a mark");
}
