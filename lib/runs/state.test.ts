import { describe, expect, it } from "vitest";
import { type ExitReason, isFinished, type RunStatus, statusAfter, statusesBefore } from "#lib/runs/state.ts";

const statuses: RunStatus[] = ["queued", "running", "succeeded", "failed", "cancelled", "timed_out"];

describe("a run's states", () => {
  it("lets nothing follow a finished status", () => {
    for (const status of statuses) expect(statusesBefore(status).filter(isFinished)).toEqual([]);
  });

  it("starts a run once: only a queued run becomes running, and nothing becomes queued", () => {
    expect(statusesBefore("running")).toEqual(["queued"]);
    expect(statusesBefore("queued")).toEqual([]);
  });

  it("cancels a run that has not started yet as well as one that runs", () => {
    expect(statusesBefore("cancelled")).toEqual(["queued", "running"]);
  });

  it("ends every run in a finished status that its reason names", () => {
    const expected: Record<ExitReason, RunStatus> = {
      completed: "succeeded",
      error: "failed",
      syntax_error: "failed",
      exit_code: "failed",
      timed_out: "timed_out",
      out_of_memory: "failed",
      cancelled: "cancelled",
      runner_lost: "failed",
      sandbox_unavailable: "failed",
      internal: "failed",
    };
    for (const [reason, status] of Object.entries(expected)) {
      expect(statusAfter(reason as ExitReason)).toBe(status);
      expect(isFinished(status)).toBe(true);
    }
  });
});
