/** The needles of values too short to be searched inside words. They are few, and short. */
export class TokenNeedles {
  readonly count: number;
  /** First byte → needles that begin so, longest first. */
  readonly #byFirst: ({ readonly bytes: Uint8Array; readonly owner: number }[] | undefined)[] = [];

  constructor(needles: ReadonlyMap<string, number>) {
    this.count = needles.size;
    const longestFirst = [...needles].sort(([a], [b]) => b.length - a.length);
    for (const [needle, owner] of longestFirst) {
      const bytes = Buffer.from(needle, "latin1");
      (this.#byFirst[bytes[0] ?? 0] ??= []).push({ bytes, owner });
    }
  }

  /**
   * Calls `hit` with the end of the needle that stands at `at` as a whole token, and `begun` when only the text's end
   * decides whether one does. With `final` nothing follows the text: then its end is a token's end.
   */
  look(
    text: Uint8Array,
    at: number,
    to: number,
    final: boolean,
    hit: (end: number, owner: number) => void,
    begun: (owner: number) => void,
  ): void {
    const needles = this.#byFirst[text[at] ?? 0];
    if (needles === undefined || (at > 0 && isWord(text[at - 1] ?? 0))) return;
    for (const { bytes, owner } of needles) {
      let n = 0;
      while (n < bytes.length && at + n < to && text[at + n] === bytes[n]) n++;
      const end = at + n;
      if (n === bytes.length && (end < to ? !isWord(text[end] ?? 0) : final)) hit(end, owner);
      else if (end === to) begun(owner);
    }
  }
}

/** A letter, digit or underscore of ASCII. Other letters don't protect a token: rather one mark too many. */
function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x5f ||
    (byte >= 0x61 && byte <= 0x7a)
  );
}
