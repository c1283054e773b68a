import type { Metadata } from "next";
import { AuditFilterForm } from "#components/audit/audit-filter-form.tsx";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listAuditEvents, listAuditPersons } from "#lib/audit/queries.ts";
import { auditFilterSchema, type AuditFilter } from "#lib/audit/schema.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { hasPermission } from "#lib/auth/permissions.ts";

export const metadata: Metadata = { title: "Audit" };

interface AuditPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The address of the same filter, from another place on. */
function hrefFor(path: string, filter: AuditFilter, before: string | null): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...filter, before })) if (value !== null) query.set(key, value);
  return `${path}?${query.toString()}`;
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const { workspace } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const header = (
    <PageHeader title="Audit" description="Who did what, when, and how it ended. Never a value." />
  );
  if (!hasPermission(ctx.role, "audit.read")) {
    return (
      <>
        {header}
        <EmptyState title="For owners and admins">
          <p>
            The audit log tells what everybody did in this workspace, so only its owners and admins can read
            it.
          </p>
        </EmptyState>
      </>
    );
  }
  const filter = auditFilterSchema.parse(await searchParams);
  const [page, persons] = await Promise.all([listAuditEvents(ctx, filter), listAuditPersons(ctx)]);
  const path = `/w/${workspace}/audit`;
  return (
    <>
      {header}
      <AuditFilterForm path={path} filter={filter} persons={persons} />
      {page.items.length === 0 ? (
        <p className="py-10 text-ink-muted">Nothing was recorded that fits this filter.</p>
      ) : (
        <AuditTable workspace={workspace} events={page.items} />
      )}
      <Pagination
        label="Audit log"
        newerHref={filter.before === null ? null : hrefFor(path, filter, null)}
        olderHref={page.nextCursor === null ? null : hrefFor(path, filter, page.nextCursor)}
      />
    </>
  );
}
