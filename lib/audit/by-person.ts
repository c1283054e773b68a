import { recordAuditEvent } from "#lib/audit/record.ts";
import type { AuditEntry, AuditKind } from "#lib/audit/types.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";

/** Writes that somebody did `kind` to their own account, which belongs to no workspace, with the context's transaction. */
export async function recordByPerson(
  person: Pick<PersonContext, "db" | "userId" | "name">,
  kind: AuditKind,
  entry: Pick<AuditEntry, "target" | "details"> & { readonly outcome?: AuditEntry["outcome"] } = {},
): Promise<void> {
  await recordAuditEvent(person.db, {
    ...entry,
    workspaceId: null,
    actor: { type: "person", id: person.userId, name: person.name },
    kind,
    outcome: entry.outcome ?? "success",
  });
}
