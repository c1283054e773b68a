import { createHash } from "node:crypto";
import { median } from "#bench/figures.ts";
import { createRedactor } from "#runner/redact/redactor.ts";

const CHUNK_BYTES = 64 * 1024;
const TEXT_BYTES = 16 * 1024 * 1024;
const ROUNDS = 7;

/**
 * Prints MB/s of the redactor for 1, 20 and 200 secrets in all encodings, on log text without hits and with a secret in each hundredth
 * line, in 64 KiB chunks. Each figure is the median of seven passes. The floor, from the same passes, is a loop that reads and sums each byte.
 */
export function benchRedaction(): void {
  console.log("secrets  hits   MB/s   floor MB/s   build ms");
  for (const count of [1, 20, 200]) {
    const secrets = Array.from({ length: count }, (_, k) => secret(k));
    for (const everyHundredth of [false, true]) {
      const text = logText(everyHundredth ? secrets : []);
      const redactor = createRedactor();
      const began = performance.now();
      for (const [k, value] of secrets.entries()) redactor.add(`SECRET_${k}`, value);
      redactor.text("");
      const build = performance.now() - began;
      const rates = { redact: [] as number[], floor: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        const stream = redactor.openStream();
        rates.redact.push(rate(text, (chunk) => stream.write(chunk).length));
        rates.floor.push(rate(text, sum));
      }
      const columns = [median(rates.redact), median(rates.floor), build].map((figure) => figure.toFixed(0));
      console.log(
        [
          String(count).padStart(7),
          everyHundredth ? "  1 %" : "   no",
          ...columns.map((c) => c.padStart(9)),
        ].join(" "),
      );
    }
  }
}

/** The shapes that secrets have: mostly tokens, some connection strings, here and there a key of several lines. */
function secret(k: number): string {
  const random = createHash("sha512").update(`secret ${k}`).digest("base64url");
  if (k % 10 === 3)
    return `postgres://app_${k}:${random.slice(0, 24)}@db-${k}.example.com:5432/main?sslmode=require`;
  if (k % 20 === 7) {
    const lines = Array.from({ length: 24 }, (_, n) =>
      createHash("sha384").update(`${random} ${n}`).digest("base64"),
    );
    return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
  }
  return `sk_live_${random.slice(0, 40)}`;
}

function logText(hits: readonly string[]): Buffer {
  const lines: string[] = [];
  for (let bytes = 0, n = 0; bytes < TEXT_BYTES; n++) {
    const id = createHash("md5").update(String(n)).digest("hex");
    const said = n % 100 === 0 && hits.length > 0 ? (hits[(n / 100) % hits.length] ?? "") : "HTTP/1.1 200 OK";
    const line = `2026-11-22T10:${String(n % 60).padStart(2, "0")}:07Z INFO GET https://api.example.com/v3/contacts/${id}?limit=100 -> ${said}\n`;
    lines.push(line);
    bytes += line.length;
  }
  return Buffer.from(lines.join(""), "utf8");
}

function rate(text: Buffer, consume: (chunk: Buffer) => number): number {
  const began = performance.now();
  let consumed = 0;
  for (let at = 0; at < text.length; at += CHUNK_BYTES)
    consumed += consume(text.subarray(at, at + CHUNK_BYTES));
  const took = performance.now() - began;
  // The result is used, so that no compiler leaves the loop out.
  if (consumed === 0) throw new Error("nothing came out");
  return text.length / 1000 / took;
}

function sum(chunk: Buffer): number {
  let total = 0;
  for (let at = 0; at < chunk.length; at++) total = (total + (chunk[at] ?? 0)) | 0;
  return total;
}
