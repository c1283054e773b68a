import type { Metadata } from "next";
import { ActionsTable } from "#components/actions/actions-table.tsx";
import { NewActionButton } from "#components/actions/new-action-button.tsx";
import { Code } from "#components/ui/code.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listActions } from "#lib/actions/queries.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";

export const metadata: Metadata = { title: "Actions" };

interface ActionsPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ActionsPage({ params, searchParams }: ActionsPageProps) {
  const { workspace } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const asked = (await searchParams)["before"];
  const cursor = typeof asked === "string" ? asked : null;
  const page = await listActions(ctx, { search: "", cursor });
  const path = `/w/${workspace}/actions`;
  const isEmpty = page.items.length === 0 && cursor === null;
  return (
    <>
      <PageHeader
        title="Actions"
        description="Python code that uses this workspace's secrets."
        actions={isEmpty ? undefined : <NewActionButton workspace={workspace} />}
      />
      {isEmpty ? (
        <EmptyState title="No actions yet" action={<NewActionButton workspace={workspace} />}>
          <p>
            An action is Python code that runs in a sandbox and reads secrets by name, such as{" "}
            <Code>app.secrets.HUBSPOT_API_KEY</Code>. The value is put in while it runs and masked in its log.
          </p>
        </EmptyState>
      ) : (
        <ActionsTable workspace={workspace} actions={page.items} />
      )}
      <Pagination
        label="Actions"
        newerHref={cursor === null ? null : path}
        olderHref={page.nextCursor === null ? null : `${path}?before=${page.nextCursor}`}
      />
    </>
  );
}
