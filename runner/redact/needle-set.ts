// Guards: at most 8 MiB of needles a run, so that one run cannot take the runner's memory.
import { AppError } from "#lib/errors.ts";
import { binaryForms, wholeBinaryForms } from "#runner/redact/binary-encodings.ts";
import { deriveTexts, isShort, MIN_CHARACTERS, strip } from "#runner/redact/derive.ts";
import { textForms } from "#runner/redact/text-encodings.ts";

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * A longer needle is searched as overlapping pieces of this many bytes. So no position of the text costs more than one short comparison,
 * whatever the value; little is held back; and the first kilobyte of a long value is hidden even where the rest doesn't follow.
 */
export const PIECE_BYTES = 256;

/** The needles of a value would not fit beside those of the values read before. */
export class NeedleBudgetError extends AppError {
  constructor(name: string) {
    super(
      "INVALID",
      `${name} cannot be read: hiding it beside the secrets this run has read already would take more than 8 MiB. Read fewer or smaller secrets in one run.`,
    );
    this.name = "NeedleBudgetError";
  }
}

/**
 * Needles by what surrounds them. Keys are byte strings (one character a byte), values say whose they are, as an index into `names`.
 * - literal: found anywhere, byte for byte
 * - wrappable: hex, base32 and base64; found anywhere, also with line breaks inside (see unwrap.ts)
 * - token: of short values; found where no letter, digit or underscore touches them
 */
export class NeedleSet {
  readonly names: string[] = [];
  readonly literal = new Map<string, number>();
  readonly wrappable = new Map<string, number>();
  readonly token = new Map<string, number>();
  #bytes = 0;

  /** Adds what a value can look like. Throws NeedleBudgetError before changing anything. An all-blank value has no needles. */
  add(name: string, value: string): void {
    const known = this.names.indexOf(name);
    const owner = known === -1 ? this.names.length : known;
    const fresh = new Map<Map<string, number>, Set<string>>();
    let bytes = this.#bytes;
    for (const [needles, needle] of this.#needlesOf(value)) {
      const added = fresh.get(needles) ?? new Set();
      fresh.set(needles, added);
      if (needles.has(needle) || added.has(needle)) continue;
      added.add(needle);
      bytes += needle.length;
      if (bytes > MAX_BYTES) throw new NeedleBudgetError(name);
    }
    if (known === -1) this.names.push(name);
    for (const [needles, added] of fresh) for (const needle of added) needles.set(needle, owner);
    this.#bytes = bytes;
  }

  *#needlesOf(value: string): Generator<[Map<string, number>, string]> {
    const stripped = strip(value);
    if (stripped === "") return;
    if (isShort(stripped)) {
      for (const form of textForms(stripped)) yield [this.token, byteString(form)];
      // Two hex digits or four base64 characters would be found in every second log.
      for (const form of wholeBinaryForms(Buffer.from(stripped, "utf8"))) {
        if (form.length >= MIN_CHARACTERS) yield [this.token, form];
      }
      return;
    }
    for (const text of deriveTexts(value)) {
      for (const form of textForms(text))
        for (const piece of pieces(byteString(form))) yield [this.literal, piece];
      for (const form of binaryForms(Buffer.from(text, "utf8"))) {
        for (const piece of pieces(form)) yield [this.wrappable, piece];
      }
    }
  }
}

function byteString(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Cuts between UTF-8 characters. Pieces share a character, so that the hits of a whole needle make one union; the last is full-sized. */
function* pieces(needle: string): Generator<string> {
  const characterStart = (at: number): number => {
    while ((needle.charCodeAt(at) & 0xc0) === 0x80) at--;
    return at;
  };
  let start = 0;
  while (needle.length - start > PIECE_BYTES) {
    const end = characterStart(start + PIECE_BYTES);
    yield needle.slice(start, end);
    start = characterStart(end - 1);
  }
  yield needle.slice(Math.min(start, characterStart(Math.max(0, needle.length - PIECE_BYTES))));
}
