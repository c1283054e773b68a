import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionView } from "#components/actions/action-view.tsx";
import { getAction } from "#lib/actions/queries.ts";
import { orNull } from "#lib/auth/or-null.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { hasPermission } from "#lib/auth/permissions.ts";
import { listRuns, readRunnerState } from "#lib/runs/queries.ts";
import { listSecretNames } from "#lib/secrets/queries.ts";

export const metadata: Metadata = { title: "Action" };

const RECENT_RUNS = 10;

export default async function ActionPage({
  params,
}: {
  params: Promise<{ workspace: string; action: string }>;
}) {
  const { workspace, action: actionId } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const action = await orNull(getAction(ctx, actionId));
  if (action === null) notFound();
  const [secrets, runs, runner] = await Promise.all([
    listSecretNames(ctx),
    listRuns(ctx, { actionId: action.id, cursor: null, limit: RECENT_RUNS }),
    readRunnerState(ctx.db),
  ]);
  return (
    <ActionView
      key={action.id}
      workspace={workspace}
      action={action}
      secrets={secrets}
      runs={runs.items}
      runner={runner}
      mayDelete={action.createdBy === ctx.userId || hasPermission(ctx.role, "action.delete_any")}
    />
  );
}
