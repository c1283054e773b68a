import { expect, test } from "vitest";
import { framesOf } from "#db/error-frames.ts";

const CANARY = "canary-7f3a9c51";
const messages = {
  empty: "",
  "one line": "it failed",
  "lines that look like frames": `it failed\n    at ${CANARY} (file.ts:1:1)\n    at ${CANARY}:2:2\n`,
  "a frame's look as its first line": `    at ${CANARY} (file.ts:1:1)`,
  "what looks like a name": `${CANARY}: x\n  at ${CANARY}`,
};

test.each(Object.entries(messages))("a message of %s leaves its frames and nothing else", (_, message) => {
  for (const error of [
    new Error(message),
    new TypeError(message),
    new RangeError(message, { cause: new Error(CANARY) }),
  ]) {
    const frames = framesOf(error);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toContain("error-frames.test.ts");
    expect(frames.join("\n")).not.toContain(CANARY);
  }
});

test("control: taking every line that looks like a frame would take the input", () => {
  const lines = new Error(messages["lines that look like frames"]).stack!.split("\n");
  expect(lines.filter((line) => /^\s+at /.test(line)).join("\n")).toContain(CANARY);
});

test("an error whose message was changed since gives no frames: where its old one ends can't be told", () => {
  const error = new Error(messages["lines that look like frames"]);
  expect(error.stack).toContain(CANARY);
  for (const message of ["", "it", "other"]) {
    error.message = message;
    expect(framesOf(error)).toEqual([]);
  }
});

test("an error of Node's own with its code gives its frames", () => {
  try {
    Buffer.from(1n as never);
    expect.unreachable();
  } catch (error) {
    expect(framesOf(error).join("\n")).toContain("error-frames.test.ts");
  }
});

test.each([
  ["text"],
  [null],
  [undefined],
  [{ stack: `Error\n    at ${CANARY}` }],
  [Object.assign(new Error("x"), { stack: 1 })],
])("%j has no frames", (thrown) => {
  expect(framesOf(thrown)).toEqual([]);
});
