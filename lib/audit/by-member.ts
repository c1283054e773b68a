import { recordAuditEvent } from "#lib/audit/record.ts";
import type { AuditEntry, AuditKind } from "#lib/audit/types.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";

/** Writes that the context's person did `kind` in the context's workspace, with the context's transaction. */
export async function recordByMember(
  ctx: WorkspaceContext,
  kind: AuditKind,
  entry: Pick<AuditEntry, "target" | "details"> & { readonly outcome?: AuditEntry["outcome"] } = {},
): Promise<void> {
  await recordAuditEvent(ctx.db, {
    ...entry,
    workspaceId: ctx.workspaceId,
    actor: { type: "person", id: ctx.userId, name: ctx.userName },
    kind,
    outcome: entry.outcome ?? "success",
  });
}
