import { expect, it } from "vitest";
import { idField } from "#lib/id-field.ts";

it.each(["01a20430-7189-7ba5-aa8b-4fe35031a1ea", "no such id", ""])(
  "takes what may or may not exist: %j",
  (id) => {
    expect(idField.safeParse(id).success).toBe(true);
  },
);

it.each(["a\0b", "\ud800x", "x\udfff", "x".repeat(101)])("refuses what no row can hold: %j", (id) => {
  expect(idField.safeParse(id).success).toBe(false);
});
