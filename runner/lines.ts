/** A line that is longer than it may be, or is not UTF-8. Holds nothing of it. */
export class LineError extends Error {
  constructor() {
    super("The line is too long or is not UTF-8.");
    this.name = "LineError";
  }
}

/**
 * The lines of a stream of bytes, without their line feeds. Reads no further than the consumer asks for, and holds no more than `maxBytes` of an unfinished line.
 * A last line without its line feed is dropped: whoever wrote it was cut off. Throws LineError.
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (held + end - from > maxBytes) throw new LineError();
      parts.push(chunk.subarray(from, end));
      yield decodeLine(decoder, parts);
      parts = [];
      held = 0;
      from = end + 1;
    }
    held += chunk.length - from;
    if (held > maxBytes) throw new LineError();
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
}

function decodeLine(decoder: TextDecoder, parts: readonly Uint8Array[]): string {
  try {
    return decoder.decode(Buffer.concat(parts));
  } catch {
    throw new LineError();
  }
}
