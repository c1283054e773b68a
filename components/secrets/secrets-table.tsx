"use client";

import Link from "next/link";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { Identifier } from "#components/ui/identifier.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SealedBar } from "#components/ui/sealed-bar.tsx";
import type { SecretListItem } from "#lib/secrets/types.ts";

interface SecretsTableProps {
  workspace: string;
  secrets: readonly SecretListItem[];
  /** The name of the row that has just changed. */
  changed: string | null;
}

function columnsFor(workspace: string): readonly Column<SecretListItem>[] {
  const href = (secret: SecretListItem) => `/w/${workspace}/secrets/${secret.name}`;
  return [
    {
      key: "name",
      header: "Name",
      cell: (secret) => (
        <div className="grid max-w-xl gap-0.5">
          <Link href={href(secret)} className="link-quiet text-sm font-medium">
            <Identifier name={secret.name} />
          </Link>
          {secret.title !== null && <span className="text-sm">{secret.title}</span>}
          {secret.description !== "" && (
            <span className="line-clamp-2 text-sm text-ink-muted">{secret.description}</span>
          )}
        </div>
      ),
    },
    { key: "value", header: "Value", hideBelow: "md", cell: () => <SealedBar size="sm" /> },
    {
      key: "usedBy",
      header: "Used by",
      hideBelow: "lg",
      cell: ({ usedBy }) => (usedBy === 0 ? "No action" : `${usedBy} ${usedBy === 1 ? "action" : "actions"}`),
    },
    {
      key: "lastUsed",
      header: "Last used",
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? "Never" : <RelativeTime value={lastUsedAt} />),
    },
    {
      key: "updated",
      header: "Last updated",
      hideBelow: "md",
      cell: (secret) => (
        <>
          <RelativeTime value={secret.updatedAt} /> by {secret.updatedByName}
        </>
      ),
    },
  ];
}

/** The workspace's secrets. Each value is the same sealed bar; there is nothing else to show. */
export function SecretsTable({ workspace, secrets, changed }: SecretsTableProps) {
  return (
    <DataTable
      caption="Secrets"
      columns={columnsFor(workspace)}
      rows={secrets}
      rowKey={(secret) => secret.id}
      isHighlighted={(secret) => secret.name === changed}
    />
  );
}
