import type { Metadata } from "next";
import { QueryProvider } from "#components/query-provider.tsx";
import { SecretsView } from "#components/secrets/secrets-view.tsx";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { hasPermission } from "#lib/auth/permissions.ts";
import { listCaretakerNames } from "#lib/members/queries.ts";
import { listSecrets } from "#lib/secrets/queries.ts";

export const metadata: Metadata = { title: "Secrets" };

interface SecretsPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SecretsPage({ params, searchParams }: SecretsPageProps) {
  const { workspace } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const asked = (await searchParams)["search"];
  const search = typeof asked === "string" ? asked.trim() : "";
  const mayManage = hasPermission(ctx.role, "secret.create");
  const [page, caretakers] = await Promise.all([
    listSecrets(ctx, { search, cursor: null }),
    mayManage ? [] : listCaretakerNames(ctx),
  ]);
  return (
    <QueryProvider>
      <SecretsView
        workspace={workspace}
        mayManage={mayManage}
        caretakers={caretakers}
        initial={{ search, page }}
      />
    </QueryProvider>
  );
}
