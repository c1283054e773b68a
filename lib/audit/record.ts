import type { DatabaseOrTransaction } from "#db/connect.ts";
import { auditEvents } from "#db/schema/index.ts";
import type { AuditEntry } from "#lib/audit/types.ts";
import { newId } from "#lib/ids.ts";

/**
 * Writes one audit event with the given transaction, so that what it tells of and the telling are one: if either fails,
 * both are undone.
 */
export async function recordAuditEvent(db: DatabaseOrTransaction, entry: AuditEntry): Promise<void> {
  await db.insert(auditEvents).values({
    id: newId(),
    workspaceId: entry.workspaceId,
    actorType: entry.actor.type,
    actorId: entry.actor.id,
    actorName: entry.actor.name,
    kind: entry.kind,
    outcome: entry.outcome,
    targetType: entry.target?.type ?? null,
    targetId: entry.target?.id ?? null,
    targetName: entry.target?.name ?? null,
    details: entry.details ?? null,
  });
}
