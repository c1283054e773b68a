import { inspect } from "node:util";
import { DrizzleQueryError } from "drizzle-orm";
import { pino } from "pino";
import { expect, it } from "vitest";
import { quietConsole } from "#lib/server/quiet-console.ts";

const CANARY = "canary-7d1f";

/** What `console.error` wrote, with and without the module. */
function printed(...args: unknown[]): { quiet: string; plain: string } {
  let quiet = "";
  const target = { error: () => undefined, warn: () => undefined };
  quietConsole(target, pino({ base: {} }, { write: (line: string) => (quiet += line) }));
  (target as Pick<Console, "error">).error(...args);
  return { quiet, plain: args.map((arg) => (typeof arg === "string" ? arg : inspect(arg))).join(" ") };
}

function parserError(): unknown {
  try {
    return JSON.parse(`{"value":${CANARY}}`);
  } catch (error) {
    return error;
  }
}

const cases: [string, unknown][] = [
  ["a database error's parameters", new DrizzleQueryError("select $1", [CANARY], new Error(CANARY))],
  ["a piece of the request in a parser's error", parserError()],
  ["the text of a cause", new Error("outer", { cause: new Error(CANARY) })],
  ["what an error carries along", Object.assign(new Error("outer"), { body: CANARY })],
];

it.each(cases)("%s does not reach the log", (_, error) => {
  const { quiet, plain } = printed("⨯", error);
  expect(quiet).not.toContain("canary");
  // The control: printed as it is, the error does tell.
  expect(plain).toContain("canary");
});

it("an error keeps its name, its digest and its frames", () => {
  const error = Object.assign(new TypeError(CANARY), { digest: "2393568181" });
  const { errors } = JSON.parse(printed("⨯", error).quiet) as { errors: Record<string, unknown>[] };
  expect(errors).toMatchObject([{ name: "TypeError", digest: "2393568181" }]);
  expect(errors[0]?.["frames"]).toContainEqual(expect.stringContaining("quiet-console.test.ts"));
});

it("Next's own sentences are kept", () => {
  expect(printed("Failed to start server").quiet).toContain("Failed to start server");
});
