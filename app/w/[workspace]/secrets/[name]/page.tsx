import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { SecretPage } from "#components/secrets/secret-page.tsx";
import { orNull } from "#lib/auth/or-null.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { hasPermission } from "#lib/auth/permissions.ts";
import { getSecret, listDependents, listRecentReads, listVersions } from "#lib/secrets/queries.ts";

interface SecretRouteProps {
  params: Promise<{ workspace: string; name: string }>;
}

/** Read once a request, for the page and its title. */
const findSecret = cache(async (workspace: string, name: string) =>
  orNull(getSecret(await requireWorkspacePage(workspace), name)),
);

export async function generateMetadata({ params }: SecretRouteProps): Promise<Metadata> {
  const { workspace, name } = await params;
  const secret = await findSecret(workspace, name);
  return { title: secret?.name ?? "Not found" };
}

export default async function SecretRoute({ params }: SecretRouteProps) {
  const { workspace, name } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const secret = await findSecret(workspace, name);
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
