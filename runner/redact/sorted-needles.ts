/**
 * An immutable set of needles in byte order, one after the other in one buffer. At a place in a text a single binary search answers
 * both questions of a stream: which is the longest needle that stands here, and does a needle begin here that the text's end cuts off.
 * Only needles that share the text's first four bytes are compared.
 */
export class SortedNeedles {
  /** Answer of the last `look`: the longest needle that stands there, or -1. */
  matched = -1;
  /** Answer of the last `look`: a needle of which the text's rest is a proper prefix, or -1. */
  begun = -1;
  readonly count: number;
  /** First four bytes → the first needle that begins so. */
  readonly #groups = new Map<number, number>();
  readonly #groupEnd: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #start: Int32Array;
  readonly #owner: Int32Array;
  /** The longest other needle that is a prefix of this one, or -1. */
  readonly #parent: Int32Array;

  /** Needles are byte strings of at least four bytes; values are whose they are. */
  constructor(needles: ReadonlyMap<string, number>) {
    // Without a comparator strings sort by UTF-16 unit, which in a byte string is the byte.
    const sorted = [...needles.keys()].sort();
    this.count = sorted.length;
    this.#bytes = Buffer.from(sorted.join(""), "latin1");
    this.#start = new Int32Array(this.count + 1);
    this.#owner = new Int32Array(this.count);
    this.#parent = new Int32Array(this.count);
    this.#groupEnd = new Int32Array(this.count);
    const prefixes: number[] = [];
    let group = 0;
    for (const [k, needle] of sorted.entries()) {
      const start = this.#at(k);
      this.#start[k + 1] = start + needle.length;
      this.#owner[k] = needles.get(needle) ?? 0;
      let parent = prefixes.at(-1) ?? -1;
      while (parent !== -1 && !needle.startsWith(sorted[parent] ?? "")) {
        prefixes.pop();
        parent = prefixes.at(-1) ?? -1;
      }
      this.#parent[k] = parent;
      prefixes.push(k);
      const gram = gramAt(this.#bytes, start);
      if (!this.#groups.has(gram)) this.#groups.set(gram, (group = k));
      this.#groupEnd[group] = k + 1;
    }
  }

  /** The distinct first four bytes, as `gramAt` reads them. */
  grams(): IterableIterator<number> {
    return this.#groups.keys();
  }

  hasGram(gram: number): boolean {
    return this.#groups.has(gram);
  }

  length(needle: number): number {
    return this.#at(needle + 1) - this.#at(needle);
  }

  owner(needle: number): number {
    return this.#owner[needle] ?? 0;
  }

  /** Sets `matched` and `begun` for the text that starts at `from` and, as far as known, ends at `to`. */
  look(text: Uint8Array, from: number, to: number): void {
    this.matched = this.begun = -1;
    let low = 0;
    let high = this.count;
    if (to - from >= 4) {
      const group = this.#groups.get(gramAt(text, from));
      if (group === undefined) return;
      low = group;
      high = this.#groupEnd[group] ?? 0;
    }
    const end = high;
    // The last needle that is not after the text: every needle that the text begins with is that one or a prefix of it.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isAfter(middle, text, from, to)) high = middle;
      else low = middle + 1;
    }
    if (low < end && this.length(low) > to - from && this.#common(low, text, from, to) === to - from)
      this.begun = low;
    let candidate = low - 1;
    if (candidate < 0) return;
    const common = this.#common(candidate, text, from, to);
    while (candidate !== -1 && this.length(candidate) > common) candidate = this.#parent[candidate] ?? -1;
    this.matched = candidate;
  }

  /** How many bytes a needle and the text have in common. */
  #common(needle: number, text: Uint8Array, from: number, to: number): number {
    const bytes = this.#bytes;
    const start = this.#at(needle);
    const most = Math.min(this.#at(needle + 1) - start, to - from);
    let n = 0;
    while (n < most && bytes[start + n] === text[from + n]) n++;
    return n;
  }

  #isAfter(needle: number, text: Uint8Array, from: number, to: number): boolean {
    const n = this.#common(needle, text, from, to);
    if (n === this.length(needle)) return false;
    return n === to - from || (this.#bytes[this.#at(needle) + n] ?? 0) > (text[from + n] ?? 0);
  }

  #at(needle: number): number {
    return this.#start[needle] ?? 0;
  }
}

/** Four bytes as one 32-bit integer. */
export function gramAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
