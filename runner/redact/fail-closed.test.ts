import { expect, test } from "vitest";
import { failClosed } from "#runner/redact/fail-closed.ts";
import { createRedactor } from "#runner/redact/redactor.ts";
import type { RedactionStream } from "#runner/redact/types.ts";

const NOTICE = "[output removed: it could not be checked for secrets]";
const bytes = (text: string) => Buffer.from(text);
const text = (out: Uint8Array) => Buffer.from(out).toString();

function failsAt(call: number): RedactionStream {
  let calls = 0;
  const step = (out: Uint8Array) => {
    if (++calls === call) throw new Error("could not check s3cr3t-value");
    return out;
  };
  return { write: step, end: () => step(bytes("tail")) };
}

test("without a failure everything passes", () => {
  const stream = failClosed(failsAt(99));
  expect([text(stream.write(bytes("a"))), text(stream.write(bytes("b"))), text(stream.end())]).toEqual([
    "a",
    "b",
    "tail",
  ]);
});

test("after a failure the text and all that follows is dropped, with one notice", () => {
  const stream = failClosed(failsAt(2));
  const out = ["one", "two", "three"].map((chunk) => text(stream.write(bytes(chunk))));
  expect([...out, text(stream.end())]).toEqual(["one", NOTICE, "", ""]);
});

test("a failure at the end drops what was held back", () => {
  const stream = failClosed(failsAt(2));
  expect([text(stream.write(bytes("one"))), text(stream.end())]).toEqual(["one", NOTICE]);
});

test("a redactor's own streams fail closed: bytes that cannot be searched, or that come after the end, are dropped", () => {
  const redactor = createRedactor();
  redactor.add("TOKEN", "a-secret-token");
  const broken = redactor.openStream();
  expect(text(broken.write(bytes("fine a-sec")))).toBe("fine ");
  expect(text(broken.write(undefined as unknown as Uint8Array))).toBe(NOTICE);
  expect(text(broken.write(bytes("ret-token"))) + text(broken.end())).toBe("");
  const ended = redactor.openStream();
  ended.end();
  expect(text(ended.write(bytes("late")))).toBe(NOTICE);
});
