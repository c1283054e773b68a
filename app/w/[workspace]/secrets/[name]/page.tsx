import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SecretPage } from "#components/secrets/secret-page.tsx";
import { orNull } from "#lib/auth/or-null.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { hasPermission } from "#lib/auth/permissions.ts";
import { getSecret, listDependents, listRecentReads, listVersions } from "#lib/secrets/queries.ts";

interface SecretRouteProps {
  params: Promise<{ workspace: string; name: string }>;
}

export async function generateMetadata({ params }: SecretRouteProps): Promise<Metadata> {
  return { title: (await params).name };
}

export default async function SecretRoute({ params }: SecretRouteProps) {
  const { workspace, name } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const secret = await orNull(getSecret(ctx, name));
  if (secret === null) notFound();
  const [versions, dependents, reads] = await Promise.all([
    listVersions(ctx, secret),
    listDependents(ctx, secret.name),
    listRecentReads(ctx, secret.id),
  ]);
  return (
    <SecretPage
      workspace={workspace}
      secret={secret}
      versions={versions}
      dependents={dependents}
      reads={reads}
      mayManage={hasPermission(ctx.role, "secret.update")}
    />
  );
}
