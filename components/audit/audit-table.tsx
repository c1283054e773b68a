import { AuditDetails } from "#components/audit/audit-details.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { Identifier } from "#components/ui/identifier.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { auditKinds, type AuditEvent } from "#lib/audit/types.ts";

function sayKind(kind: string): string {
  return Object.hasOwn(auditKinds, kind) ? auditKinds[kind as keyof typeof auditKinds] : kind;
}

/** The name of the secret that an event is about; it may be one that never existed, when a run asked for it in vain. */
function secretOf({ targetType, targetName, details }: AuditEvent): string | null {
  if (targetType === "secret") return targetName;
  const asked = details?.["secretName"];
  return targetType === null && typeof asked === "string" ? asked : null;
}

/** A run that somebody cancelled, or whose time was up, didn't fail. */
function FailureBadge({ event }: { event: AuditEvent }) {
  const reason = event.kind === "run.finish" ? event.details?.["reason"] : undefined;
  if (reason === "cancelled") return <Badge>Cancelled</Badge>;
  if (reason === "timed_out") return <Badge tone="warn">Timed out</Badge>;
  return <Badge tone="danger">Failed</Badge>;
}

function columnsFor(workspace: string): readonly Column<AuditEvent>[] {
  return [
    {
      key: "what",
      header: "What",
      className: "sm:min-w-56",
      cell: (event) => (
        <span className="flex flex-wrap items-center gap-2">
          {sayKind(event.kind)}
          {event.outcome === "denied" && <Badge tone="warn">Refused</Badge>}
          {event.outcome === "failure" && <FailureBadge event={event} />}
        </span>
      ),
    },
    {
      key: "who",
      header: "Who",
      className: "lg:min-w-36",
      cell: (event) => event.actorName,
    },
    {
      key: "target",
      header: "On what",
      cell: (event) => {
        const secret = secretOf(event);
        if (secret !== null)
          return (
            <span className="text-sm">
              <Identifier name={secret} />
            </span>
          );
        return <span className="break-words">{event.targetName ?? "–"}</span>;
      },
    },
    {
      key: "when",
      header: "When",
      className: "sm:whitespace-nowrap",
      cell: (event) => <RelativeTime value={event.at} />,
    },
    {
      key: "details",
      header: "Details",
      hideBelow: "lg",
      cell: (event) => <AuditDetails workspace={workspace} event={event} />,
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
