// Invariant: nothing reaches the log that did not pass the redactor.
import type { RunLog } from "#runner/run-log.ts";

/** One stream's way through the redactor, which holds back what may become a secret's value, and never throws. */
export interface RedactedStream {
  readonly write: (chunk: Uint8Array) => Uint8Array;
  readonly end: () => Uint8Array;
}

/**
 * Brings one stream of an action's output into the log. Reads to its end whatever happens, so that the action is never blocked
 * by a full log. Resolves when the stream has ended; never rejects.
 */
export async function pumpOutput(
  source: AsyncIterable<Uint8Array>,
  redacted: RedactedStream,
  log: RunLog,
  stream: "stdout" | "stderr",
): Promise<void> {
  // Not fatal: output may be any bytes, and a piece may end within a character.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let open = true;
  try {
    for await (const chunk of source) {
      // Once the log is full, nothing is worth the redactor's time any more.
      if (open) open = log.write(stream, decoder.decode(redacted.write(chunk), { stream: true }));
    }
  } catch {
    // The pipe broke with its sandbox; what came before it counts.
  }
  if (open) log.write(stream, decoder.decode(redacted.end()));
}
