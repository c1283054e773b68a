"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { CancelButton } from "#components/runs/cancel-button.tsx";
import { formatDuration } from "#components/runs/duration.ts";
import { RunEnd, RunResult } from "#components/runs/run-facts.tsx";
import { RunLog } from "#components/runs/run-log.tsx";
import { RunStatusBadge } from "#components/runs/run-status.tsx";
import { useNow } from "#components/runs/use-now.ts";
import { useRunStream } from "#components/runs/use-run-stream.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { isFinished } from "#lib/runs/state.ts";

/** The run that was just started, live, on the action's own page. */
export function RunPanel({ workspace, runId }: { workspace: string; runId: string }) {
  const { run, log, problem } = useRunStream(workspace, runId);
  const goesOn = run === null || !isFinished(run.status);
  const now = useNow(goesOn);
  const router = useRouter();
  const place = useRef<HTMLDivElement>(null);

  // On small screens the panel lies below the fold of whoever has just pressed Run.
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);

  // The list of recent runs below, and when each secret was last used, come from the server.
  useEffect(() => {
    if (!goesOn) router.refresh();
  }, [goesOn, router]);

  const duration = run === null ? null : formatDuration(run.startedAt, run.finishedAt, now);

  return (
    <div ref={place} className="min-w-0 scroll-my-4">
      <Panel
        title="Run"
        flush
        actions={
          <div className="flex flex-wrap items-center gap-3">
            {duration !== null && <span className="text-sm text-ink-muted tabular-nums">{duration}</span>}
            <span role="status" aria-label="Status">
              <RunStatusBadge status={run?.status ?? "queued"} />
            </span>
            {goesOn && (
              <CancelButton workspace={workspace} runId={runId} requested={run?.cancelRequested ?? false} />
            )}
            <Link className="link text-sm" href={`/w/${workspace}/runs/${runId}`}>
              Open run
            </Link>
          </div>
        }
      >
        {run !== null && run.errorMessage !== null && (
          <div className="p-4">
            <RunEnd run={run} />
          </div>
        )}
        {problem !== null && goesOn && (
          <div className="p-4">
            <Callout tone="warn" announce>
              <p>{problem}</p>
            </Callout>
          </div>
        )}
        <RunLog log={log} truncated={run?.logTruncated ?? false} live={goesOn} />
        {run !== null && run.result !== null && (
          <div className="border-t px-4 py-3 sm:px-5">
            <h3 className="mb-1 text-sm font-semibold">Result</h3>
            <RunResult result={run.result} />
          </div>
        )}
      </Panel>
    </div>
  );
}
