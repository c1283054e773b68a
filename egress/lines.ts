/**
 * Cuts a byte stream into lines. The returned function takes the next chunk and gives the lines completed by it; it throws a
 * RangeError when a line, finished or not, is longer than `maxBytes`, and a TypeError when it is not valid UTF-8.
 */
export function lineCutter(maxBytes: number): (chunk: Buffer) => string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let pieces: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      const piece = chunk.subarray(start, end === -1 ? undefined : end);
      held += piece.length;
      if (held > maxBytes) throw new RangeError("line too long");
      pieces.push(piece);
      if (end === -1) return lines;
      lines.push(decoder.decode(Buffer.concat(pieces)));
      pieces = [];
      held = 0;
      start = end + 1;
    }
  };
}
