/** A reason not to go on that its reader can act on: printed as one line, exit status 1, no stack. */
export class Refusal extends Error {
  /** @override */
  name = "Refusal";
}

/**
 * Runs a command's main function. A {@link Refusal} becomes one line on stderr and exit status 1; anything
 * else is a fault of ours and keeps its stack.
 * @param {() => Promise<number | void>} main resolves to the exit status (nothing: 0)
 */
export function command(main) {
  // A closed terminal or pipe must not turn a printed line into a crash that leaves children behind.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  main().then(
    (status) => {
      process.exitCode = status ?? 0;
    },
    (/** @type {unknown} */ error) => {
      console.error(error instanceof Refusal ? error.message : error);
      process.exit(1);
    },
  );
}

/**
 * The text of an unknown error, for the end of a sentence.
 * @param {unknown} error
 */
export function reasonOf(error) {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
