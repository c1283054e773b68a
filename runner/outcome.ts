import type { ExitReason } from "#lib/runs/state.ts";
import type { ChannelMessage } from "#runner/channel-messages.ts";
import type { RunOutcome } from "#runner/finish.ts";
import type { SandboxEnd, SandboxLimits } from "#runner/sandbox/types.ts";

/** Why the runner itself stopped a run. */
export type StopCause = "cancelled" | "lease_lost" | "runner_stopped" | "log_lost" | "channel_broken";

/** What is known when a sandbox has ended. */
export interface RunEnd {
  /** The first reason for which the runner stopped it, if it did. */
  readonly stop: StopCause | undefined;
  readonly end: SandboxEnd;
  readonly finished: Extract<ChannelMessage, { type: "finished" }> | undefined;
  /** The last JSON text given to app.result(). */
  readonly result: string | undefined;
  readonly limits: SandboxLimits;
  /** Takes every value that the run has read out of a text. */
  readonly redact: (text: string) => string;
}

type PythonError = Extract<ChannelMessage, { type: "finished"; ok: false }>["error"];

interface Verdict {
  readonly reason: ExitReason;
  readonly message: string | null;
  readonly line?: number;
}

const MAX_RESULT_BYTES = 64 * 1024;
const MAX_MESSAGE = 2000;
const MIB = 1024 * 1024;
const SYNTAX_ERRORS: ReadonlySet<string> = new Set(["SyntaxError", "IndentationError", "TabError"]);

const stopped: Readonly<Record<StopCause, Verdict>> = {
  cancelled: { reason: "cancelled", message: null },
  lease_lost: {
    reason: "runner_lost",
    message:
      "The runner lost the database and stopped the run. What the action did until then was not undone.",
  },
  runner_stopped: {
    reason: "runner_lost",
    message: "The runner was stopped while this ran. What the action did until then was not undone.",
  },
  log_lost: { reason: "internal", message: "The log could not be stored, so the run was stopped." },
  channel_broken: {
    reason: "error",
    message:
      "The code wrote something of its own into Tacit's channel for secrets and results, so the run was stopped.",
  },
};

function exitVerdict(exitCode: number | null): Verdict {
  if (exitCode === 0) return { reason: "completed", message: null };
  if (exitCode === null || exitCode > 128) {
    const signal = exitCode === null ? "" : ` by signal ${exitCode - 128}`;
    return { reason: "exit_code", message: `The code's process was ended${signal}.` };
  }
  return { reason: "exit_code", message: `The code ended with exit status ${exitCode}.` };
}

function errorVerdict(error: PythonError, exitCode: number | null): Verdict {
  const line = typeof error.line === "number" ? { line: error.line } : {};
  // sys.exit(3) chose a status; sys.exit("a text") says why it failed.
  if (error.type === "SystemExit" && /^-?\d+$/.test(error.message))
    return { ...exitVerdict(exitCode), ...line };
  const type = error.type === "SystemExit" ? "" : error.type;
  const message = [type, error.message].filter((part) => part !== "").join(": ");
  return { reason: SYNTAX_ERRORS.has(error.type) ? "syntax_error" : "error", message, ...line };
}

function judge({ stop, end, finished, limits }: RunEnd): Verdict {
  if (stop !== undefined) return stopped[stop];
  switch (end.cause) {
    case "timed_out":
      return {
        reason: "timed_out",
        message: `The run took longer than ${limits.wallSeconds} seconds and was stopped.`,
      };
    case "memory": {
      const limit = Math.round(limits.memoryBytes / MIB);
      return {
        reason: "out_of_memory",
        message: `The run used more than ${limit} MiB of memory and was stopped.`,
      };
    }
    case "setup":
      return {
        reason: "sandbox_unavailable",
        message: `The sandbox could not be started: ${end.setupError ?? "unknown"}`,
      };
    case "killed":
      return { reason: "internal", message: "The sandbox was ended from outside." };
    case "exited":
      return finished?.ok === false ? errorVerdict(finished.error, end.exitCode) : exitVerdict(end.exitCode);
  }
}

/**
 * The same JSON with each text spelled as JSON.stringify spells it, so that no unusual spelling gets past the redactor. Numbers stay as
 * they were written: as JavaScript's they would lose the last digits of a long id. Throws for what is not JSON, or nested too deeply.
 */
function inUsualSpelling(json: string): string {
  JSON.stringify(JSON.parse(json));
  return json.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (token) =>
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : "",
  );
}

function redactResult(
  json: string,
  redact: (text: string) => string,
): { json: string } | { problem: string } {
  let redacted: string;
  try {
    redacted = redact(inUsualSpelling(json));
  } catch {
    return { problem: "The result is not valid JSON and was not kept." };
  }
  try {
    JSON.parse(redacted);
  } catch {
    // A number was a secret: its mark is no JSON, so the whole is kept as a text.
    redacted = JSON.stringify(redacted);
  }
  const size = Buffer.byteLength(redacted);
  if (size <= MAX_RESULT_BYTES) return { json: redacted };
  return {
    problem: `The result is ${Math.ceil(size / 1024)} KiB; at most 64 KiB can be kept, so it was not.`,
  };
}

/** How a run ended, in words for people, with every text redacted. `note` is a line for the log about a result that was not kept. */
export function decideOutcome(run: RunEnd): { readonly outcome: RunOutcome; readonly note: string | null } {
  const verdict = judge(run);
  const result = run.result === undefined ? { json: null } : redactResult(run.result, run.redact);
  const message =
    verdict.message === null
      ? null
      : run.redact(verdict.message.toWellFormed().replaceAll("\u0000", "\uFFFD"));
  return {
    outcome: {
      reason: verdict.reason,
      message:
        message !== null && message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
      line: verdict.line ?? null,
      result: "json" in result ? result.json : null,
    },
    note: "problem" in result ? result.problem : null,
  };
}
