import { jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "#db/schema/columns.ts";

/** What a submit led to (ids and names, never a value), so that sending the same submit again gives the same answer. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    workspaceId: text("workspace_id").notNull(),
    userId: text("user_id").notNull(),
    key: text("key").notNull(),
    operation: text("operation").notNull(),
    result: jsonb("result").$type<Readonly<Record<string, string | number>>>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.userId, table.key] })],
);
