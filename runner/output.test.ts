import { describe, expect, it } from "vitest";
import { pumpOutput } from "#runner/output.ts";
import { createRedactor } from "#runner/redact/redactor.ts";
import { createRunLog } from "#runner/run-log.ts";
import type { LogChunk } from "#runner/store-log.ts";

const VALUE = "pat-na1-0123456789-abcdef";

async function* pieces(parts: readonly Uint8Array[], read?: () => void): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    yield await Promise.resolve(part);
    read?.();
  }
}

function openLog(maxBytes = 1_000_000) {
  const kept: LogChunk[] = [];
  const store = (chunks: readonly LogChunk[]) => Promise.resolve(kept.push(...chunks) > 0);
  const log = createRunLog({ maxBytes, store, onLost: () => undefined });
  const text = async () => {
    await log.finish();
    return kept.map((chunk) => chunk.content).join("");
  };
  return { log, text };
}

describe("output on its way to the log", () => {
  it("is the same however it was cut, also within a character and within a value", async () => {
    const bytes = Buffer.from(`€ ${VALUE} 😀\n`);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const redactor = createRedactor();
      redactor.add("KEY", VALUE);
      const { log, text } = openLog();
      const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
      await pumpOutput(pieces(parts), redactor.openStream(), log, "stdout");
      expect(await text()).toBe("€ [KEY] 😀\n");
    }
  });

  it("hides a value that was registered after the stream began", async () => {
    const redactor = createRedactor();
    const { log, text } = openLog();
    const parts = [Buffer.from("before\n"), Buffer.from(VALUE)];
    const source = pieces(parts, () => {
      redactor.add("KEY", VALUE);
    });
    await pumpOutput(source, redactor.openStream(), log, "stdout");
    expect(await text()).toBe("before\n[KEY]");
  });

  it("hides the beginning of a value at which the output was cut off", async () => {
    const redactor = createRedactor();
    redactor.add("KEY", VALUE);
    const { log, text } = openLog();
    await pumpOutput(pieces([Buffer.from(VALUE.slice(0, 12))]), redactor.openStream(), log, "stdout");
    expect(await text()).not.toContain("pat-");
  });

  it("keeps what came before the pipe broke", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from("kept"));
      throw new Error("EPIPE");
    }
    const { log, text } = openLog();
    await pumpOutput(broken(), createRedactor().openStream(), log, "stdout");
    expect(await text()).toBe("kept");
  });

  it("is read to its end when the log is full, so that the action is not blocked", async () => {
    let reads = 0;
    const { log } = openLog(10);
    const parts = Array.from({ length: 100 }, () => Buffer.alloc(1000, "x"));
    await pumpOutput(
      pieces(parts, () => (reads += 1)),
      createRedactor().openStream(),
      log,
      "stdout",
    );
    expect(reads).toBe(100);
  });

  it("may be any bytes", async () => {
    const { log, text } = openLog();
    await pumpOutput(pieces([Uint8Array.of(0xff, 0x41, 0x00)]), createRedactor().openStream(), log, "stdout");
    expect(await text()).toBe("\uFFFDA\uFFFD");
  });
});
