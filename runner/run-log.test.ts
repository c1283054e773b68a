import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRunLog } from "#runner/run-log.ts";
import type { LogChunk } from "#runner/store-log.ts";

/** A store whose writes end when the test says so. */
function slowStore() {
  const writes: { chunks: readonly LogChunk[]; end: (stored: boolean) => void }[] = [];
  const store = (chunks: readonly LogChunk[]) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    writes.push({ chunks, end: resolve });
    return promise;
  };
  return { writes, store };
}

const onLost = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  onLost.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a run's log", () => {
  it("stores the first output at once", () => {
    const { writes, store } = slowStore();
    createRunLog({ maxBytes: 1000, store, onLost }).write("stdout", "hello\n");
    expect(writes.map((write) => write.chunks)).toEqual([[{ seq: 1, stream: "stdout", content: "hello\n" }]]);
  });

  it("writes one statement at a time, and gathers what comes meanwhile by stream, in order", async () => {
    const { writes, store } = slowStore();
    const log = createRunLog({ maxBytes: 1000, store, onLost });
    log.write("stdout", "a");
    log.write("stdout", "b");
    log.write("stdout", "c");
    log.write("stderr", "d");
    log.note("e");
    await vi.advanceTimersByTimeAsync(1000);
    expect(writes).toHaveLength(1);
    writes[0]!.end(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(writes[1]!.chunks).toEqual([
      { seq: 2, stream: "stdout", content: "bc" },
      { seq: 3, stream: "stderr", content: "d" },
      { seq: 4, stream: "system", content: "e\n" },
    ]);
  });

  it("lets a little more gather before the next statement, but not when there is much", async () => {
    const { writes, store } = slowStore();
    const log = createRunLog({ maxBytes: 100_000, store, onLost });
    log.write("stdout", "a");
    writes[0]!.end(true);
    await vi.advanceTimersByTimeAsync(0);
    log.write("stdout", "b");
    expect(writes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(writes).toHaveLength(2);
    writes[1]!.end(true);
    await vi.advanceTimersByTimeAsync(0);
    log.write("stdout", "x".repeat(20_000));
    expect(writes).toHaveLength(3);
  });

  it("keeps exactly its limit of bytes, says so once, and refuses more", async () => {
    const kept: LogChunk[] = [];
    const store = (chunks: readonly LogChunk[]) => Promise.resolve(kept.push(...chunks) > 0);
    const log = createRunLog({ maxBytes: 1024, store, onLost });
    expect(log.write("stdout", "ü".repeat(500))).toBe(true);
    expect(log.write("stderr", "€".repeat(100))).toBe(false);
    expect(log.write("stdout", "more")).toBe(false);
    const size = await log.finish();
    const output = kept.filter((chunk) => chunk.stream !== "system").map((chunk) => chunk.content);
    // 24 bytes are left for characters of 3 bytes: 8 of them.
    expect(output.join("")).toBe("ü".repeat(500) + "€".repeat(8));
    expect(kept.filter((chunk) => chunk.stream === "system")).toHaveLength(1);
    expect(size).toEqual({ bytes: 1024, truncated: true });
  });

  it("ends between two characters, and before a secret's mark rather than within it", async () => {
    for (const [text, kept] of [
      ["1234567€", "1234567"],
      ["1234[KEY] x", "1234"],
      ["12[KEY] xyz", "12[KEY] "],
    ] as const) {
      const chunks: LogChunk[] = [];
      const store = (some: readonly LogChunk[]) => Promise.resolve(chunks.push(...some) > 0);
      const log = createRunLog({ maxBytes: 8, store, onLost });
      log.write("stdout", text);
      await log.finish();
      expect(chunks[0]).toMatchObject({ content: kept });
    }
  });

  it("replaces NUL characters, which PostgreSQL refuses", () => {
    const { writes, store } = slowStore();
    createRunLog({ maxBytes: 1000, store, onLost }).write("stdout", "a\0b");
    expect(writes[0]!.chunks).toEqual([{ seq: 1, stream: "stdout", content: "a\uFFFDb" }]);
  });

  it("finishes only when everything is stored, without waiting for the clock", async () => {
    const { writes, store } = slowStore();
    const log = createRunLog({ maxBytes: 1000, store, onLost });
    log.write("stdout", "a");
    log.write("stdout", "b");
    let done = false;
    void log.finish().then(() => (done = true));
    writes[0]!.end(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(writes).toHaveLength(2);
    expect(done).toBe(false);
    writes[1]!.end(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toBe(true);
  });

  it("tells when its run was taken away or can't be written, and stores nothing more", async () => {
    for (const store of [() => Promise.resolve(false), () => Promise.reject(new Error("away"))]) {
      onLost.mockReset();
      const spy = vi.fn(store);
      const log = createRunLog({ maxBytes: 1000, store: spy, onLost });
      log.write("stdout", "a");
      await vi.advanceTimersByTimeAsync(0);
      log.write("stdout", "b");
      await log.finish();
      expect(onLost).toHaveBeenCalledTimes(1);
      expect(spy).toHaveBeenCalledTimes(1);
    }
  });
});
