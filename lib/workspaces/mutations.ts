import "server-only";
import { memberships, workspaces } from "#db/schema/index.ts";
import { recordAuditEvent } from "#lib/audit/record.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { newId } from "#lib/ids.ts";
import { slugCandidates } from "#lib/workspaces/slugs.ts";

/** Makes a workspace with this person as its owner, and returns its slug. All or nothing, also within a transaction. */
export function createWorkspace(
  person: Pick<PersonContext, "db" | "userId" | "name">,
  name: string,
): Promise<{ id: string; slug: string }> {
  return person.db.transaction(async (tx) => {
    const id = newId();
    const slug = await insertUnderFreeSlug(tx, id, name);
    await tx.insert(memberships).values({ workspaceId: id, userId: person.userId, role: "owner" });
    await recordAuditEvent(tx, {
      workspaceId: id,
      actor: { type: "person", id: person.userId, name: person.name },
      kind: "workspace.create",
      outcome: "success",
      target: { type: "workspace", id, name },
    });
    return { id, slug };
  });
}

async function insertUnderFreeSlug(db: PersonContext["db"], id: string, name: string): Promise<string> {
  for (const slug of slugCandidates(name)) {
    // Not "look, then insert": two at once would both find it free.
    const inserted = await db
      .insert(workspaces)
      .values({ id, name, slug })
      .onConflictDoNothing()
      .returning({ id: workspaces.id });
    if (inserted.length > 0) return slug;
  }
  throw new Error("unreachable: the candidates never end");
}
