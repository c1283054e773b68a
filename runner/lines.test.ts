import { describe, expect, it } from "vitest";
import { LineError, readLines } from "#runner/lines.ts";

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function collect(bytes: Uint8Array, size: number, max = 1000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(chunks(bytes, size), max)) lines.push(line);
  return lines;
}

describe("lines of a stream", () => {
  it("are the same however the bytes are cut", async () => {
    const bytes = new TextEncoder().encode("one\n\nzwei ü €\n😀\n");
    for (let size = 1; size <= bytes.length; size += 1) {
      expect(await collect(bytes, size)).toEqual(["one", "", "zwei ü €", "😀"]);
    }
  });

  it("drop a last line that was cut off", async () => {
    expect(await collect(new TextEncoder().encode("whole\ncut"), 4)).toEqual(["whole"]);
  });

  it("refuse a line beyond the limit, finished or not, and pass one of exactly the limit", async () => {
    const exact = new TextEncoder().encode("x".repeat(10) + "\n");
    expect(await collect(exact, 3, 10)).toEqual(["x".repeat(10)]);
    await expect(collect(exact, 3, 9)).rejects.toThrow(LineError);
    await expect(collect(exact, 100, 9)).rejects.toThrow(LineError);
    await expect(collect(new TextEncoder().encode("x".repeat(11)), 3, 10)).rejects.toThrow(LineError);
  });

  it("refuse what is not UTF-8", async () => {
    await expect(collect(Uint8Array.of(0xff, 0x0a), 2)).rejects.toThrow(LineError);
  });
});
