import "server-only";
import { and, desc, eq, ilike, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { actions, actionVersions, runs, users } from "#db/schema/index.ts";
import type { ActionDetail, ActionPage } from "#lib/actions/types.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";

const PAGE_SIZE = 50;
const FORMER_MEMBER = "a former member";

/** One page of the workspace's actions, newest first, those whose name contains `search`, before `cursor` (an id). */
export async function listActions(
  ctx: WorkspaceContext,
  options: { readonly search: string; readonly cursor: string | null },
): Promise<ActionPage> {
  const search = options.search.trim();
  const lastRun = ctx.db
    .select({ id: runs.id, status: runs.status, queuedAt: runs.queuedAt })
    .from(runs)
    .where(and(eq(runs.workspaceId, ctx.workspaceId), eq(runs.actionId, actions.id)))
    .orderBy(desc(runs.id))
    .limit(1)
    .as("last_run");
  const rows = await ctx.db
    .select({
      id: actions.id,
      name: actions.name,
      updatedAt: actions.updatedAt,
      updatedByName: users.name,
      runId: lastRun.id,
      status: lastRun.status,
      queuedAt: lastRun.queuedAt,
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
  const items = rows.slice(0, PAGE_SIZE).map(({ runId, status, queuedAt, ...action }) => ({
    ...action,
    updatedByName: action.updatedByName ?? FORMER_MEMBER,
    lastRun: runId === null || status === null || queuedAt === null ? null : { id: runId, status, queuedAt },
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
    createdByName: action.createdByName ?? FORMER_MEMBER,
    updatedByName: action.updatedByName ?? FORMER_MEMBER,
  };
}
