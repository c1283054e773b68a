import "server-only";
import { and, asc, desc, eq, gt, ilike, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import {
  actions,
  actionSecrets,
  runs,
  runSecretReads,
  secrets,
  secretVersions,
  users,
} from "#db/schema/index.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import { personName } from "#lib/members/person-name.ts";
import { newestRun, toLastRun } from "#lib/runs/last-run.ts";
import type {
  SecretDependent,
  SecretDetail,
  SecretName,
  SecretPage,
  SecretRead,
  SecretVersion,
} from "#lib/secrets/types.ts";

const PAGE_SIZE = 100;

const live = (ctx: WorkspaceContext) =>
  and(eq(secrets.workspaceId, ctx.workspaceId), isNull(secrets.deletedAt));

/** One page of the live secrets by name, those whose name, title or description contains `search`, after `cursor` (a name). */
export async function listSecrets(
  ctx: WorkspaceContext,
  options: { readonly search: string; readonly cursor: string | null },
): Promise<SecretPage> {
  const pattern = `%${options.search.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const found = or(
    ilike(secrets.name, pattern),
    ilike(secrets.title, pattern),
    ilike(secrets.description, pattern),
  );
  const usedBy = sql<number>`(select count(*)::int from ${actionSecrets}
    where ${actionSecrets.workspaceId} = ${secrets.workspaceId} and ${actionSecrets.secretName} = ${secrets.name})`;
  const rows = await ctx.db
    .select({
      id: secrets.id,
      name: secrets.name,
      title: secrets.title,
      description: secrets.description,
      usedBy,
      lastUsedAt: secrets.lastUsedAt,
      updatedAt: secrets.updatedAt,
      updatedByName: users.name,
    })
    .from(secrets)
    .leftJoin(users, eq(users.id, secrets.updatedBy))
    .where(
      and(
        live(ctx),
        options.search.trim() === "" ? undefined : found,
        options.cursor === null ? undefined : gt(secrets.name, options.cursor),
      ),
    )
    .orderBy(asc(secrets.name))
    .limit(PAGE_SIZE + 1);
  const items = rows
    .slice(0, PAGE_SIZE)
    .map((row) => ({ ...row, updatedByName: personName(row.updatedByName) }));
  return { items, nextCursor: rows.length > PAGE_SIZE ? (items.at(-1)?.name ?? null) : null };
}

/** All live names with what the editor shows beside them, by name. */
export async function listSecretNames(ctx: WorkspaceContext): Promise<SecretName[]> {
  return ctx.db
    .select({ name: secrets.name, title: secrets.title, description: secrets.description })
    .from(secrets)
    .where(live(ctx))
    .orderBy(asc(secrets.name));
}

/** The live names that equal `name` but for case, `name` itself included. */
export async function listNamesLike(ctx: WorkspaceContext, name: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ name: secrets.name })
    .from(secrets)
    .where(and(live(ctx), eq(sql`lower(${secrets.name})`, name.toLowerCase())));
  return rows.map((row) => row.name);
}

/** The live secret with this name. NOT_FOUND otherwise, also for a deleted one. */
export async function getSecret(ctx: WorkspaceContext, name: string): Promise<SecretDetail> {
  const creator = alias(users, "creator");
  const updater = alias(users, "updater");
  const [row] = await ctx.db
    .select({
      id: secrets.id,
      name: secrets.name,
      title: secrets.title,
      description: secrets.description,
      revision: secrets.revision,
      currentVersion: secrets.currentVersion,
      createdAt: secrets.createdAt,
      createdByName: creator.name,
      updatedAt: secrets.updatedAt,
      updatedByName: updater.name,
      lastUsedAt: secrets.lastUsedAt,
    })
    .from(secrets)
    .leftJoin(creator, eq(creator.id, secrets.createdBy))
    .leftJoin(updater, eq(updater.id, secrets.updatedBy))
    .where(and(live(ctx), eq(secrets.name, name)));
  if (row === undefined)
    throw new AppError("NOT_FOUND", "There is no secret with this name in this workspace.");
  return {
    ...row,
    createdByName: personName(row.createdByName),
    updatedByName: personName(row.updatedByName),
  };
}

/** The versions of a secret that are still there, newest first. */
export async function listVersions(ctx: WorkspaceContext, secret: SecretDetail): Promise<SecretVersion[]> {
  const rows = await ctx.db
    .select({ number: secretVersions.number, createdAt: secretVersions.createdAt, createdByName: users.name })
    .from(secretVersions)
    .leftJoin(users, eq(users.id, secretVersions.createdBy))
    .where(
      and(
        eq(secretVersions.workspaceId, ctx.workspaceId),
        eq(secretVersions.secretId, secret.id),
        isNull(secretVersions.destroyedAt),
      ),
    )
    .orderBy(desc(secretVersions.number))
    .limit(100);
  return rows.map((row) => ({
    ...row,
    createdByName: personName(row.createdByName),
    current: row.number === secret.currentVersion,
  }));
}

/** Every action that may read the secret of this name, with its last run. */
export async function listDependents(ctx: WorkspaceContext, name: string): Promise<SecretDependent[]> {
  const lastRun = newestRun(ctx);
  const rows = await ctx.db
    .select({
      actionId: actions.id,
      actionName: actions.name,
      lastRun: { runId: lastRun.runId, status: lastRun.status, queuedAt: lastRun.queuedAt },
    })
    .from(actionSecrets)
    .innerJoin(actions, eq(actions.id, actionSecrets.actionId))
    .leftJoinLateral(lastRun, sql`true`)
    .where(and(eq(actionSecrets.workspaceId, ctx.workspaceId), eq(actionSecrets.secretName, name)))
    .orderBy(asc(actions.name), asc(actions.id));
  return rows.map((row) => ({ ...row, lastRun: toLastRun(row.lastRun) }));
}

/** The newest reads of a secret by runs. */
export async function listRecentReads(ctx: WorkspaceContext, secretId: string): Promise<SecretRead[]> {
  return ctx.db
    .select({
      runId: runs.id,
      actionId: runs.actionId,
      actionName: runs.actionName,
      version: runSecretReads.version,
      readAt: runSecretReads.readAt,
    })
    .from(runSecretReads)
    .innerJoin(runs, eq(runs.id, runSecretReads.runId))
    .where(and(eq(runSecretReads.workspaceId, ctx.workspaceId), eq(runSecretReads.secretId, secretId)))
    .orderBy(desc(runSecretReads.readAt))
    .limit(20);
}
