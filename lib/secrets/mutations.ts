// Invariant: a value is sealed here before it touches the database, and each write and its audit event are one transaction.
import "server-only";
import { and, eq, isNull, max } from "drizzle-orm";
import { violatesUnique } from "#db/database-error.ts";
import { actionSecrets, sealedValues, secrets, secretVersions, users } from "#db/schema/index.ts";
import { recordByMember } from "#lib/audit/by-member.ts";
import { requirePermission, type WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { CreateSecretInput, DeleteSecretInput, UpdateSecretInput } from "#lib/secrets/schema.ts";
import { sealSecret } from "#lib/secrets/seal.ts";
import { getSealingKey } from "#lib/secrets/sealing-key.ts";
import { once } from "#lib/server/once.ts";

/** Seals `value` and stores it as version `number` of a secret. */
async function insertVersion(
  ctx: WorkspaceContext,
  secret: { readonly id: string; readonly name: string },
  number: number,
  value: string,
): Promise<void> {
  const binding = { workspaceId: ctx.workspaceId, secretId: secret.id, name: secret.name, version: number };
  const { keyId, envelope } = await sealSecret(await getSealingKey(), binding, value);
  const versionId = newId();
  await ctx.db.insert(secretVersions).values({
    id: versionId,
    workspaceId: ctx.workspaceId,
    secretId: secret.id,
    number,
    keyId,
    createdBy: ctx.userId,
  });
  await ctx.db
    .insert(sealedValues)
    .values({ versionId, workspaceId: ctx.workspaceId, secretId: secret.id, keyId, envelope });
}

/** Creates a secret. NAME_TAKEN when a live one of this workspace has the name; the same submit again is a success. */
export async function createSecret(
  ctx: WorkspaceContext,
  input: CreateSecretInput,
): Promise<{ id: string; name: string }> {
  requirePermission(ctx, "secret.create");
  const outcome = { id: newId(), name: input.name };
  try {
    return await once(ctx, { key: input.idempotencyKey, operation: "secret.create", outcome }, async (tx) => {
      await tx.db.insert(secrets).values({
        id: outcome.id,
        workspaceId: ctx.workspaceId,
        name: input.name,
        title: input.title,
        description: input.description,
        currentVersion: 1,
        createdBy: ctx.userId,
        updatedBy: ctx.userId,
      });
      await insertVersion(tx, outcome, 1, input.value);
      await recordByMember(tx, "secret.create", {
        target: { type: "secret", ...outcome },
        details: { version: 1 },
      });
    });
  } catch (error) {
    if (!violatesUnique(error, "secrets_live_name")) throw error;
    const message = `There is already a secret named ${input.name} in this workspace. Choose another name, or update that one.`;
    throw new AppError("NAME_TAKEN", message, { name: message });
  }
}

/** The live secret with this id, locked until the transaction ends. */
async function lockSecret(tx: WorkspaceContext, secretId: string) {
  const [secret] = await tx.db
    .select({
      id: secrets.id,
      name: secrets.name,
      title: secrets.title,
      description: secrets.description,
      revision: secrets.revision,
      currentVersion: secrets.currentVersion,
      updatedBy: secrets.updatedBy,
    })
    .from(secrets)
    .where(and(eq(secrets.workspaceId, tx.workspaceId), eq(secrets.id, secretId), isNull(secrets.deletedAt)))
    .for("update");
  if (secret === undefined) {
    throw new AppError("NOT_FOUND", "This secret doesn't exist any more. Nothing was saved.");
  }
  return secret;
}

async function staleError(tx: WorkspaceContext, updatedBy: string): Promise<AppError> {
  const [person] = await tx.db.select({ name: users.name }).from(users).where(eq(users.id, updatedBy));
  const who = updatedBy === tx.userId ? "You changed" : `${person?.name ?? "Somebody"} changed`;
  return new AppError(
    "STALE",
    `${who} this secret while you were editing it. Nothing of yours was saved and what you typed is still here. Reload to see the change, then save again.`,
  );
}

/** Changes title and description, and the value where one is given, as a new version. STALE after somebody else's change. */
export async function updateSecret(ctx: WorkspaceContext, input: UpdateSecretInput): Promise<{ id: string }> {
  requirePermission(ctx, "secret.update");
  const submit = { key: input.idempotencyKey, operation: "secret.update", outcome: { id: input.secretId } };
  return once(ctx, submit, async (tx) => {
    const secret = await lockSecret(tx, input.secretId);
    if (secret.revision !== input.revision) throw await staleError(tx, secret.updatedBy);
    const described = secret.title !== input.title || secret.description !== input.description;
    if (!described && input.value === null) return;
    let version = secret.currentVersion;
    if (input.value !== null) {
      const [newest] = await tx.db
        .select({ number: max(secretVersions.number) })
        .from(secretVersions)
        .where(and(eq(secretVersions.workspaceId, ctx.workspaceId), eq(secretVersions.secretId, secret.id)));
      version = (newest?.number ?? 0) + 1;
      await insertVersion(tx, secret, version, input.value);
    }
    await tx.db
      .update(secrets)
      .set({
        title: input.title,
        description: input.description,
        currentVersion: version,
        revision: secret.revision + 1,
        updatedBy: ctx.userId,
        updatedAt: new Date(),
      })
      .where(and(eq(secrets.workspaceId, ctx.workspaceId), eq(secrets.id, secret.id)));
    await recordByMember(tx, input.value === null ? "secret.update" : "secret.rotate", {
      target: { type: "secret", id: secret.id, name: secret.name },
      details: { version, describedAnew: described },
    });
  });
}

/**
 * Deletes a secret for good: every version is marked destroyed, by which the database deletes its sealed bytes. What stays is a
 * tombstone with the name, who and when. INVALID unless the confirmation is the name.
 */
export async function deleteSecret(ctx: WorkspaceContext, input: DeleteSecretInput): Promise<{ id: string }> {
  requirePermission(ctx, "secret.delete");
  const submit = { key: input.idempotencyKey, operation: "secret.delete", outcome: { id: input.secretId } };
  return once(ctx, submit, async (tx) => {
    const secret = await lockSecret(tx, input.secretId);
    if (input.confirmation !== secret.name) {
      const message = `Type ${secret.name} exactly as it is written.`;
      throw new AppError("INVALID", message, { confirmation: message });
    }
    const now = new Date();
    await tx.db
      .update(secretVersions)
      .set({ destroyedAt: now })
      .where(
        and(
          eq(secretVersions.workspaceId, ctx.workspaceId),
          eq(secretVersions.secretId, secret.id),
          isNull(secretVersions.destroyedAt),
        ),
      );
    await tx.db
      .update(secrets)
      .set({
        title: null,
        description: "",
        deletedAt: now,
        deletedBy: ctx.userId,
        revision: secret.revision + 1,
      })
      .where(and(eq(secrets.workspaceId, ctx.workspaceId), eq(secrets.id, secret.id)));
    const dependents = await tx.db.$count(
      actionSecrets,
      and(eq(actionSecrets.workspaceId, ctx.workspaceId), eq(actionSecrets.secretName, secret.name)),
    );
    await recordByMember(tx, "secret.delete", {
      target: { type: "secret", id: secret.id, name: secret.name },
      details: { dependents },
    });
  });
}
