import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { auditKinds, type AuditEvent } from "#lib/audit/types.ts";

function sayKind(kind: string): string {
  return Object.hasOwn(auditKinds, kind) ? auditKinds[kind as keyof typeof auditKinds] : kind;
}

/** Details are ids, numbers and names; a run's id becomes a link. */
function Details({ workspace, event }: { workspace: string; event: AuditEvent }) {
  const entries = Object.entries(event.details ?? {});
  if (entries.length === 0) return "–";
  return (
    <ul className="flex flex-wrap gap-x-3">
      {entries.map(([key, value]) => (
        <li key={key} className="[overflow-wrap:anywhere]">
          {key === "run" && typeof value === "string" ? (
            <Link className="link" href={`/w/${workspace}/runs/${value}`}>
              run
            </Link>
          ) : (
            `${key}: ${String(value)}`
          )}
        </li>
      ))}
    </ul>
  );
}

function columnsFor(workspace: string): readonly Column<AuditEvent>[] {
  return [
    {
      key: "what",
      header: "What",
      cell: (event) => (
        <span className="flex flex-wrap items-center gap-2">
          {sayKind(event.kind)}
          {event.outcome === "denied" && <Badge tone="warn">Refused</Badge>}
          {event.outcome === "failure" && <Badge tone="danger">Failed</Badge>}
        </span>
      ),
    },
    {
      key: "who",
      header: "Who",
      cell: (event) => (event.actorType === "runner" ? `Runner, for ${event.actorName}` : event.actorName),
    },
    {
      key: "target",
      header: "On what",
      cell: (event) =>
        event.targetName === null ? (
          "–"
        ) : (
          <span
            className={
              event.targetType === "secret" ? "font-mono text-sm [overflow-wrap:anywhere]" : "break-words"
            }
          >
            {event.targetName}
          </span>
        ),
    },
    { key: "when", header: "When", cell: (event) => <RelativeTime value={event.at} /> },
    {
      key: "details",
      header: "Details",
      hideBelow: "lg",
      cell: (event) => <Details workspace={workspace} event={event} />,
    },
  ];
}

/** Audit events, newest first. */
export function AuditTable({ workspace, events }: { workspace: string; events: readonly AuditEvent[] }) {
  return (
    <DataTable
      caption="Audit log"
      columns={columnsFor(workspace)}
      rows={events}
      rowKey={(event) => event.id}
    />
  );
}
