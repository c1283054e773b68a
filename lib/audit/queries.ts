import "server-only";
import { and, asc, desc, eq, gte, isNotNull, lt, or, sql } from "drizzle-orm";
import { auditEvents } from "#db/schema/index.ts";
import type { AuditFilter } from "#lib/audit/schema.ts";
import type { AuditEvent, AuditPage, AuditPerson } from "#lib/audit/types.ts";
import { requirePermission, type WorkspaceContext } from "#lib/auth/context.ts";

const PAGE_SIZE = 100;

/** No event is outside of these, and PostgreSQL doesn't read what JavaScript writes for years that haven't four digits. */
const [EARLIEST, LATEST] = [0, Date.UTC(9999, 0)];

/** When a day begins in a time zone. */
function startOfDay(day: string, zone: string, plusDays: number): Date {
  const date = Temporal.PlainDate.from(day).add({ days: plusDays });
  const { epochMilliseconds } = date.toZonedDateTime(zone);
  return new Date(Math.min(Math.max(epochMilliseconds, EARLIEST), LATEST));
}

/** One page of the workspace's audit events, newest first. Needs the right audit.read. */
export async function listAuditEvents(ctx: WorkspaceContext, filter: AuditFilter): Promise<AuditPage> {
  requirePermission(ctx, "audit.read");
  const { person, secret, kind, from, to, zone, before } = filter;
  const rows: AuditEvent[] = await ctx.db
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      actorType: auditEvents.actorType,
      actorName: auditEvents.actorName,
      kind: auditEvents.kind,
      outcome: auditEvents.outcome,
      targetType: auditEvents.targetType,
      targetId: auditEvents.targetId,
      targetName: auditEvents.targetName,
      details: auditEvents.details,
    })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.workspaceId, ctx.workspaceId),
        person === null ? undefined : eq(auditEvents.actorId, person),
        secret === null
          ? undefined
          : or(
              and(eq(auditEvents.targetType, "secret"), eq(auditEvents.targetName, secret)),
              // Asked for by a run while there was none of that name.
              eq(sql`${auditEvents.details} ->> 'secretName'`, secret),
            ),
        kind === null ? undefined : eq(auditEvents.kind, kind),
        from === null ? undefined : gte(auditEvents.at, startOfDay(from, zone, 0)),
        to === null ? undefined : lt(auditEvents.at, startOfDay(to, zone, 1)),
        before === null ? undefined : lt(auditEvents.id, before),
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(PAGE_SIZE + 1);
  const items = rows.slice(0, PAGE_SIZE);
  return { items, nextCursor: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
}

/** Everybody who did something in this workspace, also those who left, for the filter. Needs the right audit.read. */
export async function listAuditPersons(ctx: WorkspaceContext): Promise<AuditPerson[]> {
  requirePermission(ctx, "audit.read");
  const rows = await ctx.db
    .selectDistinctOn([auditEvents.actorId], { id: auditEvents.actorId, name: auditEvents.actorName })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.workspaceId, ctx.workspaceId),
        eq(auditEvents.actorType, "person"),
        isNotNull(auditEvents.actorId),
      ),
    )
    .orderBy(asc(auditEvents.actorId), desc(auditEvents.id));
  return rows
    .flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]))
    .sort((a, b) => a.name.localeCompare(b.name));
}
