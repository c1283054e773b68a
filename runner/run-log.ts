import type { LogChunk } from "#runner/store-log.ts";

/** How the log is bounded and batched. */
export interface RunLogOptions {
  /** Bytes of UTF-8 of stdout and stderr together that are kept, counted after redaction. */
  readonly maxBytes: number;
  /** Stores pieces; false says that the run is no longer ours. */
  readonly store: (chunks: readonly LogChunk[]) => Promise<boolean>;
  /** Called once, when storing failed or was refused: the run can't go on without its log. */
  readonly onLost: () => void;
}

/** A run's log on its way to the database. */
export interface RunLog {
  /** Adds redacted output. False once the log is full; then the text, or what of it no longer fits, is dropped. */
  readonly write: (stream: "stdout" | "stderr", text: string) => boolean;
  /** Adds a line of Tacit's own, whatever the log's size. The caller bounds how many there are, and redacts. */
  readonly note: (line: string) => void;
  /** Resolves when all of it is stored, or can't be. */
  readonly finish: () => Promise<{ readonly bytes: number; readonly truncated: boolean }>;
}

/** Between the starts of two writes, so that a chatty action costs at most 20 statements a second; the first goes at once. */
const INTERVAL_MS = 50;
/** More than this doesn't wait. */
const EAGER_BYTES = 16 * 1024;
/** What PostgreSQL can't hold in a text. */
const NUL = "\u0000";

/** As much of `text` as fits into `bytes` of UTF-8, ending between two characters and not within a secret's mark. */
function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read).replace(/\[\w{0,100}$/, "");
}

/** Opens the log of one run. Pieces are numbered and stored one statement after the other, so that their order is the order of arrival. */
export function createRunLog({ maxBytes, store, onLost }: RunLogOptions): RunLog {
  let pending: { stream: LogChunk["stream"]; content: string }[] = [];
  let pendingBytes = 0;
  let seq = 0;
  let bytes = 0;
  let truncated = false;
  let finishing = false;
  let lost = false;
  let writing: Promise<void> | undefined;
  let lastWrite = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  function enqueue(stream: LogChunk["stream"], content: string, size: number): void {
    const last = pending.at(-1);
    if (last?.stream === stream) last.content += content;
    else pending.push({ stream, content });
    pendingBytes += size;
    schedule();
  }

  function schedule(): void {
    if (pending.length === 0 || writing !== undefined || lost) return;
    const wait = lastWrite + INTERVAL_MS - performance.now();
    if (wait <= 0 || pendingBytes >= EAGER_BYTES || finishing) {
      clearTimeout(timer);
      timer = undefined;
      writing = flush();
    } else
      timer ??= setTimeout(() => {
        timer = undefined;
        schedule();
      }, wait);
  }

  async function flush(): Promise<void> {
    const chunks = pending.map((piece) => ({ ...piece, seq: (seq += 1) }));
    pending = [];
    pendingBytes = 0;
    lastWrite = performance.now();
    const stored = await store(chunks).catch(() => false);
    writing = undefined;
    if (stored) {
      schedule();
      return;
    }
    lost = true;
    pending = [];
    onLost();
  }

  function note(line: string): void {
    const content = `${line.replaceAll(NUL, "\uFFFD")}\n`;
    enqueue("system", content, Buffer.byteLength(content));
  }

  return {
    note,
    write(stream, raw) {
      if (truncated) return false;
      if (raw === "") return true;
      const text = raw.replaceAll(NUL, "\uFFFD");
      const size = Buffer.byteLength(text);
      const kept = bytes + size <= maxBytes ? text : cutToBytes(text, maxBytes - bytes);
      const keptSize = kept.length === text.length ? size : Buffer.byteLength(kept);
      bytes += keptSize;
      if (kept !== "") enqueue(stream, kept, keptSize);
      if (kept.length === text.length) return true;
      truncated = true;
      note(
        `The log reached its limit of ${maxBytes / 1024} KiB. The run goes on; further output is not kept.`,
      );
      return false;
    },
    async finish() {
      finishing = true;
      clearTimeout(timer);
      timer = undefined;
      schedule();
      while (writing !== undefined) await writing;
      return { bytes, truncated };
    },
  };
}
