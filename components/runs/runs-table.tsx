import Link from "next/link";
import { formatDuration } from "#components/runs/duration.ts";
import { RunStatusBadge } from "#components/runs/run-status.tsx";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { RunListItem } from "#lib/runs/types.ts";

function columnsFor(workspace: string): readonly Column<RunListItem>[] {
  return [
    {
      key: "action",
      header: "Action",
      cell: (run) => (
        <Link href={`/w/${workspace}/runs/${run.id}`} className="link-quiet font-medium break-words">
          {run.actionName}
        </Link>
      ),
    },
    { key: "status", header: "Status", cell: (run) => <RunStatusBadge status={run.status} /> },
    {
      key: "started",
      header: "Started",
      cell: (run) => (
        <>
          <RelativeTime value={run.queuedAt} /> by {run.startedByName}
        </>
      ),
    },
    {
      key: "duration",
      header: "Duration",
      hideBelow: "md",
      cell: (run) =>
        run.finishedAt === null ? "–" : (formatDuration(run.startedAt, run.finishedAt, 0) ?? "–"),
    },
  ];
}

/** Runs, newest first, each with a link to its page. */
export function RunsTable({ workspace, runs }: { workspace: string; runs: readonly RunListItem[] }) {
  return <DataTable caption="Runs" columns={columnsFor(workspace)} rows={runs} rowKey={(run) => run.id} />;
}
