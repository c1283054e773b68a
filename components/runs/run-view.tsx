"use client";

import Link from "next/link";
import { CancelButton } from "#components/runs/cancel-button.tsx";
import { formatDuration } from "#components/runs/duration.ts";
import { RunEnd, RunReads, RunResult } from "#components/runs/run-facts.tsx";
import { RunLog } from "#components/runs/run-log.tsx";
import { RunStatusBadge } from "#components/runs/run-status.tsx";
import { useNow } from "#components/runs/use-now.ts";
import { useRunStream } from "#components/runs/use-run-stream.ts";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { isFinished } from "#lib/runs/state.ts";
import type { LogChunk, RunDetail } from "#lib/runs/types.ts";

interface RunViewProps {
  workspace: string;
  initial: { readonly run: RunDetail; readonly log: readonly LogChunk[] };
}

/** One run, live. */
export function RunView({ workspace, initial }: RunViewProps) {
  const live = useRunStream(workspace, initial.run.id, initial);
  const run = live.run ?? initial.run;
  const goesOn = !isFinished(run.status);
  const now = useNow(goesOn);
  const duration = formatDuration(run.startedAt, run.finishedAt, now);

  return (
    <>
      <PageHeader
        above={
          <Link className="link" href={`/w/${workspace}/runs`}>
            Runs
          </Link>
        }
        title={run.actionName}
        beside={
          <span role="status" aria-label="Status">
            <RunStatusBadge status={run.status} />
          </span>
        }
        description={
          <span className="text-sm">
            Started <RelativeTime value={run.queuedAt} /> by {run.startedByName}
            {duration !== null && (
              <>
                {" · "}
                <span className="tabular-nums" suppressHydrationWarning>
                  {duration}
                </span>
              </>
            )}{" "}
            · version {run.actionVersion} of{" "}
            {run.actionExists ? (
              <Link className="link" href={`/w/${workspace}/actions/${run.actionId}`}>
                the action
              </Link>
            ) : (
              "an action that was deleted since"
            )}
          </span>
        }
        actions={
          goesOn ? (
            <CancelButton workspace={workspace} runId={run.id} requested={run.cancelRequested} />
          ) : undefined
        }
      />
      <div className="grid gap-5">
        <RunEnd run={run} />
        {live.problem !== null && goesOn && (
          <Callout tone="warn" announce>
            <p>{live.problem}</p>
          </Callout>
        )}
        <Panel title="Log" flush>
          <RunLog log={live.log} truncated={run.logTruncated} live={goesOn} />
        </Panel>
        <div className="grid gap-5 md:grid-cols-2">
          <Panel title="Result">
            {run.result === null ? (
              <p className="text-ink-muted">It gave no result. Code gives one with app.result(value).</p>
            ) : (
              <RunResult result={run.result} />
            )}
          </Panel>
          <Panel title="Secrets read">
            <RunReads workspace={workspace} run={run} />
          </Panel>
        </div>
      </div>
    </>
  );
}
