import "server-only";
import { and, eq } from "drizzle-orm";
import { actionVersions } from "#db/schema/index.ts";
import type { SavedAction } from "#lib/actions/types.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { subscribe } from "#lib/server/notifications.ts";

type Verdict = Pick<SavedAction, "syntaxProblem" | "syntaxChecked">;

async function readVerdict(ctx: WorkspaceContext, versionId: string): Promise<Verdict> {
  const [row] = await ctx.db
    .select({ problem: actionVersions.syntaxProblem, checkedAt: actionVersions.syntaxCheckedAt })
    .from(actionVersions)
    .where(and(eq(actionVersions.workspaceId, ctx.workspaceId), eq(actionVersions.id, versionId)));
  return { syntaxProblem: row?.problem ?? null, syntaxChecked: (row?.checkedAt ?? null) !== null };
}

/**
 * Python's verdict on a saved version, waited for at most `milliseconds`: where no runner answers in time it is simply not there yet, and
 * the start of a run checks the code again anyway.
 */
export async function awaitVerdict(
  ctx: WorkspaceContext,
  versionId: string,
  milliseconds: number,
): Promise<Verdict> {
  const wake = Promise.withResolvers<undefined>();
  const unsubscribe = await subscribe("tacit_syntax", versionId, () => {
    wake.resolve(undefined);
  });
  const timer = setTimeout(() => {
    wake.resolve(undefined);
  }, milliseconds);
  try {
    const already = await readVerdict(ctx, versionId);
    if (already.syntaxChecked) return already;
    await wake.promise;
    return await readVerdict(ctx, versionId);
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
}
