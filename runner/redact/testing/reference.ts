import type { NeedleSet } from "#runner/redact/needle-set.ts";

interface Interval {
  start: number;
  end: number;
  owner: number;
}

/**
 * What a redactor makes of a whole text, written down as plainly as can be: each needle is tried at each place. Takes and gives
 * byte strings. It shares the needles with the redactor, and no line of the search.
 */
export function referenceRedaction(text: string, needles: NeedleSet): string {
  const hits: Interval[] = [];
  for (let start = 0; start < text.length; start++) {
    for (const [needle, owner] of needles.literal) {
      const length = commonLength(text, start, needle);
      if (length === needle.length || (start + length === text.length && length >= 4)) {
        hits.push({ start, end: start + length, owner });
      }
    }
    for (const [needle, owner] of needles.token) {
      if (isWord(text[start - 1])) continue;
      const length = commonLength(text, start, needle);
      const whole = length === needle.length && !isWord(text[start + length]);
      if (whole || (start + length === text.length && length < needle.length && length >= 4)) {
        hits.push({ start, end: start + length, owner });
      }
    }
    for (const [needle, owner] of needles.wrappable) {
      const { length, end, cut } = commonUnwrapped(text, start, needle);
      if (length === needle.length || (cut && length >= 4)) hits.push({ start, end, owner });
    }
  }
  return replace(text, hits, needles.names);
}

function replace(text: string, hits: Interval[], names: readonly string[]): string {
  hits.sort((a, b) => a.start - b.start || b.end - a.end || a.owner - b.owner);
  const unions: Interval[] = [];
  for (const hit of hits) {
    const last = unions.at(-1);
    if (last !== undefined && hit.start < last.end) last.end = Math.max(last.end, hit.end);
    else unions.push({ ...hit });
  }
  let out = "";
  let at = 0;
  for (const { start, end, owner } of unions) {
    out += `${text.slice(at, start)}[${names[owner] ?? ""}]`;
    at = end;
  }
  return out + text.slice(at);
}

function commonLength(text: string, start: number, needle: string): number {
  let n = 0;
  while (n < needle.length && text[start + n] === needle[n]) n++;
  return n;
}

function commonUnwrapped(
  text: string,
  start: number,
  needle: string,
): { length: number; end: number; cut: boolean } {
  let length = 0;
  let end = start;
  for (let at = start; length < needle.length;) {
    if (length > 0 && /[A-Za-z0-9+/_-]{60}$/.test(text.slice(Math.max(0, at - 60), at))) {
      const wrap = /^(?:\n|\r\n|\\n|\\r\\n)/.exec(text.slice(at, at + 4))?.[0];
      if (wrap !== undefined) at += wrap.length;
      else if (["\r", "\\", "\\r", "\\r\\"].includes(text.slice(at))) at = text.length;
    }
    if (at === text.length) return { length, end, cut: true };
    if (text[at] !== needle[length]) return { length, end, cut: false };
    length++;
    end = ++at;
  }
  return { length, end, cut: false };
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}
