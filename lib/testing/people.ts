import { eq } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { auditEvents, memberships, passwordHashes, users } from "#db/schema/index.ts";
import { findWorkspaceContext, type WorkspaceContext } from "#lib/auth/context.ts";
import { hashPassword } from "#lib/auth/password-hash.ts";
import type { Role } from "#lib/auth/permissions.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import { startSession } from "#lib/auth/sessions.ts";
import { newId } from "#lib/ids.ts";
import { createWorkspace } from "#lib/workspaces/mutations.ts";

/** Somebody with a session, and with a password where one is given. */
export async function makePerson(db: Database, password?: string): Promise<PersonContext> {
  const userId = newId();
  const person = { userId, name: `Person ${userId.slice(-6)}`, email: `${userId}@example.com` };
  await db.insert(users).values({ id: userId, name: person.name, email: person.email });
  if (password !== undefined) {
    await db.insert(passwordHashes).values({ userId, hash: await hashPassword(password) });
  }
  const sessionId = await startSession(db, userId, { address: "192.0.2.1", userAgent: null });
  return { ...person, sessionId, db };
}

/** A workspace with one person in each of the given roles besides its owner, who comes first. */
export async function makeTeam<Roles extends Role[]>(
  db: Database,
  ...roles: Roles
): Promise<{ slug: string; owner: PersonContext; others: { [Index in keyof Roles]: PersonContext } }> {
  const owner = await makePerson(db);
  const { id, slug } = await createWorkspace(owner, "Team");
  const others: PersonContext[] = [];
  for (const role of roles) {
    const person = await makePerson(db);
    await db.insert(memberships).values({ workspaceId: id, userId: person.userId, role });
    others.push(person);
  }
  return { slug, owner, others: others as { [Index in keyof Roles]: PersonContext } };
}

/** A new request's context. Throws when the person is not in the workspace. */
export async function contextOf(person: PersonContext, slug: string): Promise<WorkspaceContext> {
  const ctx = await findWorkspaceContext(person.db, person.userId, slug);
  if (ctx === null) throw new Error("not in this workspace");
  return ctx;
}

/** What the audit log says that somebody did, as "kind outcome", oldest first. */
export async function auditOf(db: Database, actorId: string): Promise<string[]> {
  const rows = await db
    .select({ kind: auditEvents.kind, outcome: auditEvents.outcome })
    .from(auditEvents)
    .where(eq(auditEvents.actorId, actorId))
    .orderBy(auditEvents.id);
  return rows.map(({ kind, outcome }) => `${kind} ${outcome}`);
}
