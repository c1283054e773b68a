import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NeedleSet } from "#runner/redact/needle-set.ts";
import { createRedactor } from "#runner/redact/redactor.ts";
import { referenceRedaction } from "#runner/redact/testing/reference.ts";
import type { Redactor } from "#runner/redact/types.ts";

fc.configureGlobal({ seed: 20261122, numRuns: 300 });

/** Byte strings in and out: each character is a byte. */
function redactInChunks(redactor: Redactor, chunks: readonly string[]): string {
  const stream = redactor.openStream();
  const out = chunks.map((chunk) => stream.write(Buffer.from(chunk, "latin1")));
  return Buffer.concat([...out, stream.end()]).toString("latin1");
}

function split(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, n) => text.slice(places[n], to));
}

/** Secrets of few letters overlap each other and themselves; of wide ones, every encoding differs. */
const secret = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 14 }),
  fc.string({
    unit: fc.constantFrom("a", "é", "'", '"', "\n", "/", "\\", "🔑", " "),
    minLength: 6,
    maxLength: 20,
  }),
  fc.string({ unit: "grapheme", minLength: 8, maxLength: 90 }),
  fc.string({ minLength: 250, maxLength: 700 }),
);

/** Text that is full of needles, of halves of needles, and of what may stand between. */
function textOf(needles: NeedleSet): fc.Arbitrary<string> {
  const all = [...needles.literal.keys(), ...needles.wrappable.keys(), ...needles.token.keys()];
  const filler = fc.constantFrom(" ", "\n", "a", "ab", "_", "-", "é", "\\n", "A".repeat(60), "log line\n");
  if (all.length === 0) return fc.array(filler).map((parts) => parts.join(""));
  const needle = fc.constantFrom(...all);
  const part = fc.tuple(needle, fc.nat(), fc.nat()).map(([whole, a, b]) => {
    const [from, to] = [a % whole.length, b % (whole.length + 1)].sort((x, y) => x - y);
    return whole.slice(from, to);
  });
  const wrapped = fc
    .tuple(needle, fc.constantFrom("\n", "\r\n", "\\n", "\\r\\n", "\r"), fc.constantFrom(60, 64, 76))
    .map(([whole, wrap, width]) =>
      `${"Q".repeat(width - 5)}${whole}`.replace(new RegExp(`[^]{${width}}`, "g"), `$&${wrap}`),
    );
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: needle }, part, wrapped, { weight: 3, arbitrary: filler }), {
      maxLength: 8,
    })
    .map((parts) => parts.join(""));
}

const scene = fc
  .array(secret, { minLength: 1, maxLength: 4 })
  .map((values) => {
    const needles = new NeedleSet();
    const redactor = createRedactor();
    for (const [n, value] of values.entries()) {
      needles.add(`#${n}`, value);
      redactor.add(`#${n}`, value);
    }
    return { needles, redactor };
  })
  .chain((made) =>
    fc.record({
      made: fc.constant(made),
      text: textOf(made.needles),
      cuts: fc.array(fc.nat(), { maxLength: 12 }),
    }),
  );

test("the output is what trying each needle at each place gives", () => {
  let masked = 0;
  fc.assert(
    fc.property(scene, ({ made, text }) => {
      const out = redactInChunks(made.redactor, [text]);
      masked += Number(out !== text);
      expect(out).toBe(referenceRedaction(text, made.needles));
    }),
  );
  expect(masked).toBeGreaterThan(100);
}, 60_000);

test("however the input is cut into chunks, the output is the same", () => {
  fc.assert(
    fc.property(scene, ({ made, text, cuts }) => {
      expect(redactInChunks(made.redactor, split(text, cuts))).toBe(redactInChunks(made.redactor, [text]));
    }),
  );
}, 60_000);

test("after a kill at any place, neither a needle nor four bytes of a needle's beginning stand at the end", () => {
  fc.assert(
    fc.property(scene, fc.nat(), ({ made, text }, cut) => {
      const out = redactInChunks(made.redactor, [text.slice(0, cut % (text.length + 1))]);
      const shown = out.replace(/\[#\d\]/g, "\0");
      const needles = [...made.needles.literal.keys()];
      expect(needles.filter((needle) => shown.includes(needle))).toEqual([]);
      for (let n = 4; n <= Math.min(64, shown.length); n++) {
        const tail = shown.slice(-n);
        expect(needles.find((needle) => needle.startsWith(tail))).toBeUndefined();
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);

const GOLDEN = {
  STRIPE_KEY: "sk_live_51MexAmPle0aZq9",
  DATABASE: "postgres://app:p%40ss%2Fword-1@db.example.com:5432/main",
  PRIVATE_KEY:
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n-----END PRIVATE KEY-----\n",
  GREETING: "Grüße & <Küsse> 'für' \"dich\" 🔑",
  PIN: "4711",
};

test("the golden file comes out as expected with a cut at every byte, and byte by byte", () => {
  const read = (name: string) =>
    readFileSync(new URL(`golden/${name}.txt`, import.meta.url)).toString("latin1");
  const [input, expected] = [read("input"), read("expected")];
  const redactor = createRedactor();
  for (const [name, value] of Object.entries(GOLDEN)) redactor.add(name, value);
  for (let cut = 0; cut <= input.length; cut++) {
    expect(redactInChunks(redactor, [input.slice(0, cut), input.slice(cut)])).toBe(expected);
  }
  expect(redactInChunks(redactor, Array.from(input))).toBe(expected);
}, 60_000);
