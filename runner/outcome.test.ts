import { describe, expect, it } from "vitest";
import { decideOutcome, type RunEnd, type StopCause } from "#runner/outcome.ts";
import { createRedactor } from "#runner/redact/redactor.ts";

const VALUE = "pat-na1-0123456789-abcdef";
const redactor = createRedactor();
redactor.add("KEY", VALUE);

const MIB = 1024 * 1024;
const ended: RunEnd = {
  stop: undefined,
  end: { exitCode: 0, signal: null, cause: "exited" },
  finished: { type: "finished", ok: true },
  result: undefined,
  limits: { wallSeconds: 60, memoryBytes: 256 * MIB, processes: 64, tmpBytes: 64 * MIB },
  redact: (text) => redactor.text(text),
};
const decide = (run: Partial<RunEnd>) => decideOutcome({ ...ended, ...run });
const failed = (type: string, message: string, line?: number, exitCode = 1) =>
  decide({
    end: { exitCode, signal: null, cause: "exited" },
    finished: { type: "finished", ok: false, error: { type, message, line } },
  }).outcome;

describe("how a run ended", () => {
  it("is success only when the process itself says so", () => {
    expect(decide({}).outcome).toEqual({ reason: "completed", message: null, line: null, result: null });
    expect(decide({ end: { exitCode: 3, signal: null, cause: "exited" } }).outcome).toMatchObject({
      reason: "exit_code",
      message: "The code ended with exit status 3.",
    });
    expect(
      decide({ end: { exitCode: 139, signal: null, cause: "exited" }, finished: undefined }).outcome,
    ).toMatchObject({
      reason: "exit_code",
      message: "The code's process was ended by signal 11.",
    });
  });

  it("names limits in the words of people", () => {
    expect(decide({ end: { exitCode: null, signal: null, cause: "memory" } }).outcome).toMatchObject({
      reason: "out_of_memory",
      message: "The run used more than 256 MiB of memory and was stopped.",
    });
    expect(decide({ end: { exitCode: null, signal: null, cause: "timed_out" } }).outcome).toMatchObject({
      reason: "timed_out",
      message: "The run took longer than 60 seconds and was stopped.",
    });
  });

  it("is what the runner did, whatever Python said last", () => {
    const reasons: Record<StopCause, string> = {
      cancelled: "cancelled",
      lease_lost: "runner_lost",
      runner_stopped: "runner_lost",
      log_lost: "internal",
      channel_broken: "error",
    };
    for (const [stop, reason] of Object.entries(reasons)) {
      expect(decide({ stop: stop as StopCause }).outcome.reason).toBe(reason);
    }
  });

  it("tells an exception with its line, and a syntax error as one", () => {
    expect(failed("ValueError", "no", 4)).toMatchObject({
      reason: "error",
      message: "ValueError: no",
      line: 4,
    });
    expect(failed("KeyboardInterrupt", "")).toMatchObject({ message: "KeyboardInterrupt" });
    expect(failed("SyntaxError", "invalid syntax", 2)).toMatchObject({ reason: "syntax_error", line: 2 });
  });

  it("tells sys.exit by its status or its text", () => {
    expect(failed("SystemExit", "1")).toMatchObject({
      reason: "exit_code",
      message: "The code ended with exit status 1.",
    });
    expect(failed("SystemExit", "no customers", 3)).toMatchObject({
      reason: "error",
      message: "no customers",
    });
  });

  it("never holds a value: not in the message, the result, or an unusual spelling of its JSON", () => {
    expect(failed("ValueError", `bad ${VALUE}`).message).toBe("ValueError: bad [KEY]");
    const spelled = VALUE.replace("p", "\\u0070").replace("-", "\\u002d");
    expect(decide({ result: `{"a": "${spelled}"}` }).outcome.result).toBe('{"a":"[KEY]"}');
  });

  it("keeps numbers as Python wrote them, and spells everything else in one way", () => {
    const written =
      '{"id": 1234567890123456789, "price": 1.10, "a\\u0062": [true, null, "x \\/ \\"y\\" \\\\"]}';
    expect(decide({ result: written }).outcome.result).toBe(
      '{"id":1234567890123456789,"price":1.10,"ab":[true,null,"x / \\"y\\" \\\\"]}',
    );
  });

  it("keeps a result valid JSON even where a number was a secret", () => {
    const numbers = createRedactor();
    numbers.add("PIN", "8237461923");
    const { outcome } = decide({ result: '{"pin":8237461923}', redact: (text) => numbers.text(text) });
    expect(outcome.result).not.toBeNull();
    expect(JSON.parse(outcome.result ?? "")).toBe('{"pin":[PIN]}');
  });

  it("keeps results up to 64 KiB, and says when it keeps none", () => {
    const exact = JSON.stringify("x".repeat(64 * 1024 - 2));
    expect(decide({ result: exact }).outcome.result).toBe(exact);
    const larger = decide({ result: JSON.stringify("x".repeat(64 * 1024)) });
    expect(larger.outcome).toMatchObject({ reason: "completed", result: null });
    expect(larger.note).toContain("65 KiB");
    expect(decide({ result: "not json" }).note).toContain("not valid JSON");
    expect(decide({ result: "[".repeat(500_000) }).note).toContain("not valid JSON");
  });

  it("bounds a message, and holds nothing that PostgreSQL refuses", () => {
    const { message } = failed("E", `\0\ud800${"x".repeat(90_000)}`);
    expect(message?.length).toBeLessThan(2100);
    expect(message).toContain("E: \uFFFD\uFFFDx");
  });
});
