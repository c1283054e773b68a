// Guards who reads what: in one transaction the run must be this runner's and running, the secret live, and the action allowed to read it;
// the read is written before anything can be opened. A deletion at the same time comes either before or after all of this.
import { and, desc, eq, exists, isNotNull, isNull, sql } from "drizzle-orm";
import type { Database, DatabaseOrTransaction, Transaction } from "#db/connect.ts";
import { runs, runSecretReads, sealedValues, secrets, secretVersions, users } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import type { AuditOutcome } from "#lib/audit/types.ts";
import { nearestNames } from "#runner/nearest-names.ts";
import { isOwn, type OwnRun } from "#runner/own-run.ts";
import {
  deleted,
  destroyedVersion,
  notFound,
  notSelected,
  type Refusal,
  runIsOver,
} from "#runner/secret-refusals.ts";

/** A run that asks, as far as reading a secret depends on it. */
export interface ReadingRun extends OwnRun {
  readonly workspaceId: string;
  readonly actionId: string;
  readonly actionName: string;
  readonly allowedSecrets: ReadonlySet<string>;
}

/** A sealed value and everything that it is bound to. */
export interface SealedSecret {
  readonly workspaceId: string;
  readonly secretId: string;
  readonly name: string;
  readonly version: number;
  readonly keyId: string;
  readonly envelope: Uint8Array;
}

export type SecretRead = { readonly sealed: SealedSecret } | { readonly refusal: Refusal };

/** Writes into the audit log how a run's asking for a secret ended. `reason` is a code, never a text of the action's. */
export async function auditRead(
  db: DatabaseOrTransaction,
  run: ReadingRun,
  secret: { readonly id: string | null; readonly name: string; readonly version: number | null },
  outcome: AuditOutcome,
  reason: string | null,
): Promise<void> {
  const { id, name, version } = secret;
  await recordAuditEvent(db, {
    workspaceId: run.workspaceId,
    actor: { type: "runner", id: run.runnerId, name: "Runner" },
    kind: "secret.read",
    outcome,
    ...(id === null ? {} : { target: { type: "secret", id, name } }),
    details: {
      runId: run.runId,
      actionId: run.actionId,
      actionName: run.actionName,
      secretName: name,
      version,
      reason,
    },
  });
}

async function refuseMissing(tx: Transaction, run: ReadingRun, name: string): Promise<Refusal> {
  const ofWorkspace = eq(secrets.workspaceId, run.workspaceId);
  const [tombstone] = await tx
    .select({ deletedAt: secrets.deletedAt, by: users.name })
    .from(secrets)
    .leftJoin(users, eq(users.id, secrets.deletedBy))
    .where(and(ofWorkspace, eq(secrets.name, name), isNotNull(secrets.deletedAt)))
    .orderBy(desc(secrets.deletedAt))
    .limit(1);
  if (tombstone?.deletedAt instanceof Date) return deleted(name, tombstone.by, tombstone.deletedAt);
  const live = await tx
    .select({ name: secrets.name })
    .from(secrets)
    .where(and(ofWorkspace, isNull(secrets.deletedAt)));
  return notFound(
    name,
    nearestNames(
      name,
      live.map((row) => row.name),
    ),
  );
}

async function recordFirstRead(tx: Transaction, run: ReadingRun, sealed: SealedSecret): Promise<void> {
  const { secretId, name, version } = sealed;
  await Promise.all([
    tx.insert(runSecretReads).values({
      runId: run.runId,
      workspaceId: run.workspaceId,
      secretId,
      secretName: name,
      version,
    }),
    tx
      .update(secrets)
      .set({ lastUsedAt: sql`now()` })
      .where(eq(secrets.id, secretId)),
    auditRead(tx, run, { id: secretId, name, version }, "success", null),
  ]);
}

async function refuse(tx: Transaction, run: ReadingRun, name: string): Promise<SecretRead> {
  const [held] = await tx.select({ id: runs.id }).from(runs).where(isOwn(run));
  if (held === undefined) return { refusal: runIsOver() };
  const refusal = await refuseMissing(tx, run, name);
  await auditRead(tx, run, { id: null, name, version: null }, "denied", refusal.code);
  return { refusal };
}

async function readInTransaction(tx: Transaction, run: ReadingRun, name: string): Promise<SecretRead> {
  // Both rows stay locked until the end: a deletion, a new version or the run's end comes before this or waits for it. It has to be
  // a statement of its own, since what a statement joins without locking may be older than what it waited for.
  const [secret] = await tx
    .select({ id: secrets.id, currentVersion: secrets.currentVersion })
    .from(runs)
    .innerJoin(secrets, eq(secrets.workspaceId, runs.workspaceId))
    .where(and(isOwn(run), eq(secrets.name, name), isNull(secrets.deletedAt)))
    .for("no key update");
  if (secret === undefined) return refuse(tx, run, name);
  if (!run.allowedSecrets.has(name)) {
    await auditRead(tx, run, { id: secret.id, name, version: null }, "denied", "not_selected");
    return { refusal: notSelected(name) };
  }

  const read = and(eq(runSecretReads.runId, run.runId), eq(runSecretReads.secretId, secret.id));
  const pinned = tx.select({ version: runSecretReads.version }).from(runSecretReads).where(read);
  const [row] = await tx
    .select({
      version: secretVersions.number,
      keyId: sealedValues.keyId,
      envelope: sealedValues.envelope,
      readBefore: exists(pinned).mapWith(Boolean),
    })
    .from(secretVersions)
    .leftJoin(sealedValues, eq(sealedValues.versionId, secretVersions.id))
    .where(
      and(
        eq(secretVersions.secretId, secret.id),
        eq(secretVersions.number, sql`coalesce((${pinned}), ${secret.currentVersion})`),
      ),
    );
  const version = row?.version ?? secret.currentVersion;
  if (row === undefined || row.envelope === null || row.keyId === null) {
    await auditRead(tx, run, { id: secret.id, name, version }, "denied", "destroyed");
    return { refusal: destroyedVersion(name, version) };
  }
  const { keyId, envelope } = row;
  const sealed = { workspaceId: run.workspaceId, secretId: secret.id, name, version, keyId, envelope };
  if (!row.readBefore) await recordFirstRead(tx, run, sealed);
  return { sealed };
}

/**
 * Decides whether the run may read the secret, writes the read or the refusal, and gives the sealed value. `name` is an identifier.
 * Throws the driver's error, which quotes parameters: strip it.
 */
export function readSecret(db: Database, run: ReadingRun, name: string): Promise<SecretRead> {
  return db.transaction((tx) => readInTransaction(tx, run, name));
}

/** The names of live secrets that the run may read. */
export async function listReadableNames(db: Database, run: ReadingRun): Promise<string[]> {
  const rows = await db
    .select({ name: secrets.name })
    .from(secrets)
    .where(and(eq(secrets.workspaceId, run.workspaceId), isNull(secrets.deletedAt)))
    .orderBy(secrets.name);
  return rows.map((row) => row.name).filter((name) => run.allowedSecrets.has(name));
}
