// Guards: a mark tells whose value stood there and never any part of a value.
import type { Hit, Scanner } from "#runner/redact/scanner.ts";

/** The mark `[NAME]` of each name. A name that itself contains a needle (a value "admin" under the name admin) gives way to `[secret]`. */
export function marksFor(names: readonly string[], scanner: Scanner): Buffer[] {
  const shows = (mark: Buffer): boolean => {
    const hits: Hit[] = [];
    scanner.scan(mark, 0, mark.length, false, hits);
    return hits.length > 0;
  };
  return names.map((name) => {
    const candidates = [`[${name}]`, "[secret]", "[***]"].map((text) => Buffer.from(text, "utf8"));
    return candidates.find((mark) => !shows(mark)) ?? Buffer.from("[]");
  });
}
