import { failClosed } from "#runner/redact/fail-closed.ts";
import { marksFor } from "#runner/redact/marks.ts";
import { NeedleSet } from "#runner/redact/needle-set.ts";
import { Scanner } from "#runner/redact/scanner.ts";
import { RedactingStream, type Search } from "#runner/redact/stream.ts";
import type { Redactor, RedactionStream } from "#runner/redact/types.ts";

/** The longest value of which a host name may hold a part: a name has 253 characters, and long values are documents, not labels. */
const MOST_FOR_HOSTS = 4096;

/** One set of needles, and streams that search for them. */
class Net {
  readonly #needles = new NeedleSet();
  #search: Search | undefined;

  add(name: string, value: string): void {
    this.#needles.add(name, value);
    this.#search = undefined;
  }

  openStream(): RedactionStream {
    return failClosed(new RedactingStream(() => this.#current()));
  }

  text(input: string): string {
    const stream = this.openStream();
    return Buffer.concat([stream.write(Buffer.from(input, "utf8")), stream.end()]).toString("utf8");
  }

  /** Built when first needed: several secrets read in a row cost one build. */
  #current(): Search {
    if (this.#search === undefined) {
      const scanner = new Scanner(this.#needles);
      this.#search = { scanner, marks: marksFor(this.#needles.names, scanner) };
    }
    return this.#search;
  }
}

/** A redactor without needles, for one run. Drop it with the run: it holds every value that was read. */
export function createRedactor(): Redactor {
  const exact = new Net();
  // The same values in lower case, in which host names are written. Apart, or a value "Production" would take each "production" out of the log.
  const small = new Net();
  return {
    add: (name, value) => {
      exact.add(name, value);
      if (value.length <= MOST_FOR_HOSTS) small.add(name, value.toLowerCase());
    },
    openStream: () => exact.openStream(),
    text: (input) => exact.text(input),
    host: (input) => {
      const lower = input.toLowerCase();
      const hidden = small.text(lower);
      return hidden === lower ? exact.text(input) : hidden;
    },
  };
}
