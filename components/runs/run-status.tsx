import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { RunStatus } from "#lib/runs/state.ts";

const shown: Readonly<Record<RunStatus, { word: string; tone: Tone; mark?: "dot" | "pulse" }>> = {
  queued: { word: "Queued", tone: "neutral", mark: "pulse" },
  running: { word: "Running", tone: "accent", mark: "pulse" },
  succeeded: { word: "Succeeded", tone: "ok", mark: "dot" },
  failed: { word: "Failed", tone: "danger", mark: "dot" },
  cancelled: { word: "Cancelled", tone: "neutral", mark: "dot" },
  timed_out: { word: "Timed out", tone: "warn", mark: "dot" },
};

/** Where a run is, in a word. */
export function RunStatusBadge({ status }: { status: string }) {
  const { word, tone, mark } =
    status in shown
      ? shown[status as RunStatus]
      : { word: status, tone: "neutral" as const, mark: "dot" as const };
  return (
    <Badge tone={tone} mark={mark}>
      {word}
    </Badge>
  );
}
