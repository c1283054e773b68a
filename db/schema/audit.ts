// Invariant: no foreign keys here. A referential action runs with the table owner's rights and could change or delete events.
import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "#db/schema/columns.ts";

/** Who did what to what, when, and how it ended. Only ids and names, as text; never a value. Append-only by grants. */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: id(),
    /** Null for what belongs to no workspace: setup, sign-in, a reset link. */
    workspaceId: text("workspace_id"),
    at: instant("at").notNull().defaultNow(),
    actorType: text("actor_type", { enum: ["person", "runner", "operator", "system"] }).notNull(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    kind: text("kind").notNull(),
    outcome: text("outcome", { enum: ["success", "denied", "failure"] }).notNull(),
    targetType: text("target_type"),
    targetId: text("target_id"),
    targetName: text("target_name"),
    details: jsonb("details").$type<Readonly<Record<string, string | number | boolean | null>>>(),
  },
  (table) => [
    index("audit_events_by_workspace").on(table.workspaceId, table.id.desc()),
    index("audit_events_by_target").on(table.workspaceId, table.targetId, table.id.desc()),
  ],
);
