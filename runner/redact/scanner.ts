// Guards: every needle in a text is found, and whatever may become one is held back.
import { GramFilter } from "#runner/redact/gram-filter.ts";
import { type NeedleSet, PIECE_BYTES } from "#runner/redact/needle-set.ts";
import { gramAt, SortedNeedles } from "#runner/redact/sorted-needles.ts";
import { TokenNeedles } from "#runner/redact/token-needles.ts";
import { beginsBreak, Unwrapped } from "#runner/redact/unwrap.ts";

/** A stretch of text to hide: from `start` up to, not including, `end`. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** Whose it is: an index into the needle set's names. */
  readonly owner: number;
}

/** A tail this long that begins a needle is hidden; a shorter one says nothing. */
const MIN_TAIL_BYTES = 4;

/** Searches for one state of the needle set. */
export class Scanner {
  readonly #literal: SortedNeedles;
  readonly #wrappable: SortedNeedles;
  readonly #token: TokenNeedles;
  readonly #filter: GramFilter;
  readonly #unwrapped = new Unwrapped();

  constructor(needles: NeedleSet) {
    this.#literal = new SortedNeedles(needles.literal);
    this.#wrappable = new SortedNeedles(needles.wrappable);
    this.#token = new TokenNeedles(needles.token);
    this.#filter = new GramFilter(
      new Set([...this.#literal.grams(), ...[...this.#wrappable.grams()].flatMap(wrappedGrams)]),
    );
  }

  /**
   * Finds all hits that start in `text[from, to)`, in no particular order. What stands before `from` is context.
   * Returns the first place where a needle begins that the text's end cuts off, `to` when there is none: from there on
   * the text must be kept. When the text is `final`, such a tail of at least four bytes is a hit, and the result is `to`.
   */
  scan(text: Uint8Array, from: number, to: number, final: boolean, hits: Hit[]): number {
    let hold = to;
    const search = { text, to, final, hits, begun: (at: number) => void (hold = Math.min(hold, at)) };
    if (this.#literal.count + this.#wrappable.count > 0) {
      for (let at = from; (at = this.#filter.next(text, at, to)) < to - 3; at++) this.#lookAt(search, at);
      for (let at = Math.max(from, to - 3); at < to; at++) this.#lookAt(search, at);
    }
    if (this.#token.count > 0) for (let at = from; at < to; at++) this.#lookForToken(search, at);
    return hold;
  }

  #lookAt(search: Search, at: number): void {
    const { text, to } = search;
    const literal = this.#literal;
    literal.look(text, at, to);
    if (literal.matched !== -1)
      found(search, at, at + literal.length(literal.matched), literal.owner(literal.matched));
    if (literal.begun !== -1) tail(search, at, to, to - at, literal.owner(literal.begun));

    // Unwrapping costs: only where the first four bytes are right, or a break stands among them, or the text ends; and first
    // eight bytes only, which nearly always settle it.
    const wrappable = this.#wrappable;
    if (to - at >= 4 && !wrappable.hasGram(gramAt(text, at)) && !breakWithin(text, at)) return;
    const unwrapped = this.#unwrapped;
    for (const most of [8, PIECE_BYTES]) {
      unwrapped.fill(text, at, to, most);
      wrappable.look(unwrapped.bytes, 0, unwrapped.length);
      if (wrappable.matched === -1 && wrappable.begun === -1) return;
    }
    if (wrappable.matched !== -1) {
      found(
        search,
        at,
        unwrapped.end(wrappable.length(wrappable.matched)),
        wrappable.owner(wrappable.matched),
      );
    }
    if (wrappable.begun !== -1) {
      tail(search, at, unwrapped.end(unwrapped.length), unwrapped.length, wrappable.owner(wrappable.begun));
    }
  }

  #lookForToken(search: Search, at: number): void {
    const { text, to, final } = search;
    this.#token.look(
      text,
      at,
      to,
      final,
      (end, owner) => {
        found(search, at, end, owner);
      },
      (owner) => {
        tail(search, at, to, to - at, owner);
      },
    );
  }
}

interface Search {
  readonly text: Uint8Array;
  readonly to: number;
  readonly final: boolean;
  readonly hits: Hit[];
  readonly begun: (at: number) => void;
}

function found(search: Search, start: number, end: number, owner: number): void {
  search.hits.push({ start, end, owner });
}

function tail(search: Search, start: number, end: number, matched: number, owner: number): void {
  if (!search.final) search.begun(start);
  else if (matched >= MIN_TAIL_BYTES) found(search, start, end, owner);
}

/** Whether a break begins after the first of four bytes. */
function breakWithin(text: Uint8Array, at: number): boolean {
  return beginsBreak(text[at + 1] ?? 0) || beginsBreak(text[at + 2] ?? 0) || beginsBreak(text[at + 3] ?? 0);
}

/** What the first four bytes of a needle look like as they are and with a break after the first, second or third. */
function wrappedGrams(gram: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(gram);
  const first = bytes.toString("latin1");
  return ["", "\n", "\r\n", "\\n", "\\r\\n"].flatMap((wrap) =>
    [1, 2, 3].map((n) => Buffer.from(first.slice(0, n) + wrap + first.slice(n), "latin1").readInt32BE(0)),
  );
}
