// Invariant: a run moves only along these transitions, and a finished run never changes again.

/** Where a run is. */
export type RunStatus = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "timed_out";

/** Why a run ended; the closed codes of `runs.exit_reason`. */
export type ExitReason =
  /** The code ran to its end. */
  | "completed"
  /** An exception reached the top of the code. */
  | "error"
  /** Python could not read the code. */
  | "syntax_error"
  /** The process ended by itself with a status other than 0, or died of a signal. */
  | "exit_code"
  | "timed_out"
  | "out_of_memory"
  | "cancelled"
  /** The runner died, lost its lease or was stopped; whether the action's effects took place is not known. */
  | "runner_lost"
  /** This machine can start no sandbox, so nothing ran. */
  | "sandbox_unavailable"
  /** A fault of Tacit's own. */
  | "internal";

const before: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: [],
  running: ["queued"],
  succeeded: ["running"],
  failed: ["running"],
  cancelled: ["queued", "running"],
  timed_out: ["running"],
};

/** The statuses from which a run may become `status`: what the WHERE of the UPDATE that does so has to ask for. */
export function statusesBefore(status: RunStatus): readonly RunStatus[] {
  return before[status];
}

/** Whether a run in this status is over. */
export function isFinished(status: RunStatus): boolean {
  return status !== "queued" && status !== "running";
}

/** The status that a run has once it ended for `reason`. */
export function statusAfter(reason: ExitReason): RunStatus {
  if (reason === "completed") return "succeeded";
  return reason === "cancelled" || reason === "timed_out" ? reason : "failed";
}
