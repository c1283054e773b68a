import { failClosed } from "#runner/redact/fail-closed.ts";
import { marksFor } from "#runner/redact/marks.ts";
import { NeedleSet } from "#runner/redact/needle-set.ts";
import { Scanner } from "#runner/redact/scanner.ts";
import { RedactingStream, type Search } from "#runner/redact/stream.ts";
import type { Redactor, RedactionStream } from "#runner/redact/types.ts";

/** A redactor without needles, for one run. Drop it with the run: it holds every value that was read. */
export function createRedactor(): Redactor {
  const needles = new NeedleSet();
  let search: Search | undefined;
  // Built when first needed: several secrets read in a row cost one build.
  const current = (): Search => {
    if (search === undefined) {
      const scanner = new Scanner(needles);
      search = { scanner, marks: marksFor(needles.names, scanner) };
    }
    return search;
  };
  const openStream = (): RedactionStream => failClosed(new RedactingStream(current));
  return {
    add: (name, value) => {
      needles.add(name, value);
      search = undefined;
    },
    openStream,
    text: (input) => {
      const stream = openStream();
      return Buffer.concat([stream.write(Buffer.from(input, "utf8")), stream.end()]).toString("utf8");
    },
  };
}
