import Link from "next/link";
import { RunStatusBadge } from "#components/runs/run-status.tsx";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ActionListItem } from "#lib/actions/types.ts";

function columnsFor(workspace: string): readonly Column<ActionListItem>[] {
  return [
    {
      key: "name",
      header: "Name",
      cell: (action) => (
        <Link href={`/w/${workspace}/actions/${action.id}`} className="link-quiet font-medium break-words">
          {action.name}
        </Link>
      ),
    },
    {
      key: "lastRun",
      header: "Last run",
      cell: ({ lastRun }) =>
        lastRun === null ? (
          "Never"
        ) : (
          <span className="inline-flex flex-wrap items-center gap-2">
            <RunStatusBadge status={lastRun.status} /> <RelativeTime value={lastRun.queuedAt} />
          </span>
        ),
    },
    {
      key: "updated",
      header: "Last updated",
      hideBelow: "md",
      cell: (action) => (
        <>
          <RelativeTime value={action.updatedAt} /> by {action.updatedByName}
        </>
      ),
    },
  ];
}

/** The workspace's actions. */
export function ActionsTable(props: { workspace: string; actions: readonly ActionListItem[] }) {
  return (
    <DataTable
      caption="Actions"
      columns={columnsFor(props.workspace)}
      rows={props.actions}
      rowKey={(action) => action.id}
    />
  );
}
