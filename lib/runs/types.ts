import type { ExitReason, RunStatus } from "#lib/runs/state.ts";

export interface RunListItem {
  readonly id: string;
  readonly actionId: string;
  readonly actionName: string;
  readonly status: RunStatus;
  readonly startedByName: string;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface RunPage {
  readonly items: readonly RunListItem[];
  readonly nextCursor: string | null;
}

export interface RunDetail extends RunListItem {
  /** False when the action was deleted since. */
  readonly actionExists: boolean;
  readonly actionVersion: number;
  readonly exitReason: ExitReason | null;
  readonly errorMessage: string | null;
  readonly errorLine: number | null;
  /** Redacted JSON text. */
  readonly result: string | null;
  readonly logTruncated: boolean;
  readonly cancelRequested: boolean;
  readonly reads: readonly RunRead[];
}

/** A secret that a run read, and which version of it. */
export interface RunRead {
  readonly secretName: string;
  readonly version: number;
  readonly readAt: Date;
}

/** A piece of the redacted log; `seq` counts from 1 and is what a page resumes after. */
export interface LogChunk {
  readonly seq: number;
  readonly stream: "stdout" | "stderr" | "system";
  readonly content: string;
  readonly at: Date;
}

/** Whether anything can run now, and if not, why and what mends it. */
export type RunnerState =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "no sandbox" | "absent"; readonly message: string };

/** The newest run of an action, as lists show it. */
export interface LastRun {
  readonly id: string;
  readonly status: RunStatus;
  readonly queuedAt: Date;
}
