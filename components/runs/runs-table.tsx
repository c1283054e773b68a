import Link from "next/link";
import type { ReactNode } from "react";
import { formatDuration } from "#components/runs/duration.ts";
import { RunStatusBadge } from "#components/runs/run-status.tsx";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { RunListItem } from "#lib/runs/types.ts";

function Started({ run }: { run: RunListItem }) {
  return (
    <>
      <RelativeTime value={run.queuedAt} /> by {run.startedByName}
    </>
  );
}

/** Of one action's runs the name is known, so that the time leads to the run. */
function columnsFor(workspace: string, ofOneAction: boolean): readonly Column<RunListItem>[] {
  const link = (run: RunListItem, children: ReactNode) => (
    <Link href={`/w/${workspace}/runs/${run.id}`} className="link-quiet font-medium break-words">
      {children}
    </Link>
  );
  const action: Column<RunListItem> = {
    key: "action",
    header: "Action",
    cell: (run) => link(run, run.actionName),
  };
  const started: Column<RunListItem> = {
    key: "started",
    header: "Started",
    cell: (run) => (ofOneAction ? link(run, <Started run={run} />) : <Started run={run} />),
  };
  const status: Column<RunListItem> = {
    key: "status",
    header: "Status",
    cell: (run) => <RunStatusBadge status={run.status} />,
  };
  const duration: Column<RunListItem> = {
    key: "duration",
    header: "Duration",
    hideBelow: "md",
    cell: (run) =>
      run.finishedAt === null ? "–" : (formatDuration(run.startedAt, run.finishedAt, 0) ?? "–"),
  };
  return ofOneAction ? [started, status, duration] : [action, status, started, duration];
}

interface RunsTableProps {
  workspace: string;
  runs: readonly RunListItem[];
  /** In a flush panel on the action's own page. */
  ofOneAction?: boolean;
}

/** Runs, newest first, each with a link to its page. */
export function RunsTable({ workspace, runs, ofOneAction = false }: RunsTableProps) {
  return (
    <DataTable
      caption="Runs"
      columns={columnsFor(workspace, ofOneAction)}
      rows={runs}
      rowKey={(run) => run.id}
      inset={ofOneAction}
    />
  );
}
