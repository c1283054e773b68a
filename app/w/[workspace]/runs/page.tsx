import type { Metadata } from "next";
import { RunsTable } from "#components/runs/runs-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { listRuns } from "#lib/runs/queries.ts";

export const metadata: Metadata = { title: "Runs" };

interface RunsPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RunsPage({ params, searchParams }: RunsPageProps) {
  const { workspace } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const asked = (await searchParams)["before"];
  const cursor = typeof asked === "string" ? asked : null;
  const page = await listRuns(ctx, { actionId: null, cursor });
  const path = `/w/${workspace}/runs`;
  return (
    <>
      <PageHeader
        title="Runs"
        description="Every time an action ran: how it went, its log, and which secrets it read."
      />
      {page.items.length === 0 && cursor === null ? (
        <EmptyState
          title="No runs yet"
          action={<LinkButton href={`/w/${workspace}/actions`}>Actions</LinkButton>}
        >
          <p>
            A run is one execution of an action, in a sandbox of its own. Open an action and press Run; its
            log appears here while it goes on, with every secret's value masked.
          </p>
        </EmptyState>
      ) : (
        <RunsTable workspace={workspace} runs={page.items} />
      )}
      <Pagination
        label="Runs"
        newerHref={cursor === null ? null : path}
        olderHref={page.nextCursor === null ? null : `${path}?before=${page.nextCursor}`}
      />
    </>
  );
}
