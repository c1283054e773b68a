import "server-only";
import { and, desc, eq, ilike, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { actions, actionVersions, users } from "#db/schema/index.ts";
import type { ActionDetail, ActionPage } from "#lib/actions/types.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import { personName } from "#lib/members/person-name.ts";
import { newestRun, toLastRun } from "#lib/runs/last-run.ts";

const PAGE_SIZE = 50;

/** One page of the workspace's actions, newest first, those whose name contains `search`, before `cursor` (an id). */
export async function listActions(
  ctx: WorkspaceContext,
  options: { readonly search: string; readonly cursor: string | null },
): Promise<ActionPage> {
  const search = options.search.trim();
  const lastRun = newestRun(ctx);
  const rows = await ctx.db
    .select({
      id: actions.id,
      name: actions.name,
      updatedAt: actions.updatedAt,
      updatedByName: users.name,
      lastRun: { runId: lastRun.runId, status: lastRun.status, queuedAt: lastRun.queuedAt },
    })
    .from(actions)
    .leftJoin(users, eq(users.id, actions.updatedBy))
    .leftJoinLateral(lastRun, sql`true`)
    .where(
      and(
        eq(actions.workspaceId, ctx.workspaceId),
        search === "" ? undefined : ilike(actions.name, `%${search.replace(/[\\%_]/g, "\\$&")}%`),
        options.cursor === null ? undefined : lt(actions.id, options.cursor),
      ),
    )
    .orderBy(desc(actions.id))
    .limit(PAGE_SIZE + 1);
  const items = rows.slice(0, PAGE_SIZE).map((action) => ({
    ...action,
    updatedByName: personName(action.updatedByName),
    lastRun: toLastRun(action.lastRun),
  }));
  return { items, nextCursor: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
}

/** One action with its newest version. NOT_FOUND when this workspace has none with that id. */
export async function getAction(ctx: WorkspaceContext, actionId: string): Promise<ActionDetail> {
  const creator = alias(users, "creator");
  const updater = alias(users, "updater");
  const [row] = await ctx.db
    .select({
      id: actions.id,
      name: actions.name,
      revision: actions.revision,
      code: actionVersions.code,
      referencedSecrets: actionVersions.referencedSecrets,
      selectedSecrets: actionVersions.selectedSecrets,
      syntaxProblem: actionVersions.syntaxProblem,
      syntaxCheckedAt: actionVersions.syntaxCheckedAt,
      createdBy: actions.createdBy,
      createdByName: creator.name,
      updatedAt: actions.updatedAt,
      updatedByName: updater.name,
    })
    .from(actions)
    .innerJoin(
      actionVersions,
      and(eq(actionVersions.actionId, actions.id), eq(actionVersions.number, actions.revision)),
    )
    .leftJoin(creator, eq(creator.id, actions.createdBy))
    .leftJoin(updater, eq(updater.id, actions.updatedBy))
    .where(and(eq(actions.workspaceId, ctx.workspaceId), eq(actions.id, actionId)));
  if (row === undefined) throw new AppError("NOT_FOUND", "There is no such action in this workspace.");
  const { syntaxCheckedAt, ...action } = row;
  return {
    ...action,
    syntaxChecked: syntaxCheckedAt !== null,
    createdByName: personName(action.createdByName),
    updatedByName: personName(action.updatedByName),
  };
}
