// Invariant: an action's newest version, the names it may read and its audit event are written in one transaction.
import "server-only";
import { and, eq } from "drizzle-orm";
import { actions, actionSecrets, actionVersions, users } from "#db/schema/index.ts";
import { findSecretReferences } from "#lib/actions/references.ts";
import type { CreateActionInput, DeleteActionInput, SaveActionInput } from "#lib/actions/schema.ts";
import type { SavedAction } from "#lib/actions/types.ts";
import { awaitVerdict } from "#lib/actions/verdict.ts";
import { recordByMember } from "#lib/audit/by-member.ts";
import { requirePermission, type WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { once } from "#lib/server/once.ts";
import { enqueueSyntaxCheck } from "#lib/server/queue.ts";

const NEW_NAME = "Untitled action";
const VERDICT_PATIENCE_MS = 2000;

/** Writes version `number` of an action, asks for Python's verdict on it, and writes the names that it may read. */
async function insertVersion(
  tx: WorkspaceContext,
  action: {
    readonly id: string;
    readonly number: number;
    readonly code: string;
    readonly selected: readonly string[];
  },
  versionId: string,
): Promise<void> {
  const referenced = findSecretReferences(action.code);
  const selected = [...new Set(action.selected)].sort();
  await tx.db.insert(actionVersions).values({
    id: versionId,
    workspaceId: tx.workspaceId,
    actionId: action.id,
    number: action.number,
    code: action.code,
    referencedSecrets: referenced,
    selectedSecrets: selected,
    // Nothing is right Python, and no runner need say so.
    syntaxCheckedAt: action.code === "" ? new Date() : null,
    createdBy: tx.userId,
  });
  if (action.code !== "") await enqueueSyntaxCheck(tx.db, versionId);
  await tx.db
    .delete(actionSecrets)
    .where(and(eq(actionSecrets.workspaceId, tx.workspaceId), eq(actionSecrets.actionId, action.id)));
  const names = [...new Set([...referenced, ...selected])];
  if (names.length === 0) return;
  await tx.db.insert(actionSecrets).values(
    names.map((secretName) => ({
      actionId: action.id,
      workspaceId: tx.workspaceId,
      secretName,
      referenced: referenced.includes(secretName),
      selected: selected.includes(secretName),
    })),
  );
}

/** Creates an empty action, so that its page can open at once. */
export async function createAction(ctx: WorkspaceContext, input: CreateActionInput): Promise<{ id: string }> {
  requirePermission(ctx, "action.create");
  const outcome = { id: newId() };
  return once(ctx, { key: input.idempotencyKey, operation: "action.create", outcome }, async (tx) => {
    await tx.db.insert(actions).values({
      id: outcome.id,
      workspaceId: ctx.workspaceId,
      name: NEW_NAME,
      createdBy: ctx.userId,
      updatedBy: ctx.userId,
    });
    await insertVersion(tx, { id: outcome.id, number: 1, code: "", selected: [] }, newId());
    await recordByMember(tx, "action.create", { target: { type: "action", id: outcome.id, name: NEW_NAME } });
  });
}

/** The action with this id, locked until the transaction ends. */
async function lockAction(tx: WorkspaceContext, actionId: string) {
  const [action] = await tx.db
    .select({
      id: actions.id,
      name: actions.name,
      revision: actions.revision,
      createdBy: actions.createdBy,
      updatedByName: users.name,
    })
    .from(actions)
    .leftJoin(users, eq(users.id, actions.updatedBy))
    .where(and(eq(actions.workspaceId, tx.workspaceId), eq(actions.id, actionId)))
    .for("update", { of: actions });
  if (action === undefined)
    throw new AppError("NOT_FOUND", "This action doesn't exist any more. Nothing was saved.");
  return action;
}

/** Saves name, code and selected secrets as the next version, and waits shortly for Python's verdict on the code. */
export async function saveAction(ctx: WorkspaceContext, input: SaveActionInput): Promise<SavedAction> {
  requirePermission(ctx, "action.update");
  const revision = input.revision + 1;
  const submit = {
    key: input.idempotencyKey,
    operation: "action.update",
    outcome: { id: input.actionId, revision, versionId: newId() },
  };
  const saved = await once(ctx, submit, async (tx) => {
    const action = await lockAction(tx, input.actionId);
    if (action.revision !== input.revision) {
      const who = action.updatedByName ?? "Somebody";
      const message = `${who} saved this action while you were editing it. Nothing of yours was saved and what you typed is still here. Copy what you need, reload to see the change, then save again.`;
      throw new AppError("STALE", message);
    }
    const version = { id: action.id, number: revision, code: input.code, selected: input.selectedSecrets };
    await insertVersion(tx, version, submit.outcome.versionId);
    await tx.db
      .update(actions)
      .set({ name: input.name, revision, updatedBy: ctx.userId, updatedAt: new Date() })
      .where(and(eq(actions.workspaceId, ctx.workspaceId), eq(actions.id, action.id)));
    await recordByMember(tx, "action.update", {
      target: { type: "action", id: action.id, name: input.name },
      details: { version: revision },
    });
  });
  const verdict = await awaitVerdict(ctx, saved.versionId, VERDICT_PATIENCE_MS);
  return { revision: saved.revision, referencedSecrets: findSecretReferences(input.code), ...verdict };
}

/** Deletes an action with its versions; its runs stay. One's own, or anybody's for admins and owners. */
export async function deleteAction(ctx: WorkspaceContext, input: DeleteActionInput): Promise<{ id: string }> {
  requirePermission(ctx, "action.delete");
  const submit = { key: input.idempotencyKey, operation: "action.delete", outcome: { id: input.actionId } };
  return once(ctx, submit, async (tx) => {
    const action = await lockAction(tx, input.actionId);
    const kind = action.createdBy === ctx.userId ? "action.delete" : "action.delete_any";
    requirePermission(ctx, kind);
    await tx.db
      .delete(actions)
      .where(and(eq(actions.workspaceId, ctx.workspaceId), eq(actions.id, action.id)));
    await recordByMember(tx, kind, { target: { type: "action", id: action.id, name: action.name } });
  });
}
