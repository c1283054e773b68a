import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "#db/schema/columns.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** Where Python found the code wrong; line and column count from 1. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** An automation: Python code under a name. Its code lives in action_versions. */
export const actions = pgTable(
  "actions",
  {
    id: id(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** Incremented by every save; equals the number of the newest version. */
    revision: integer("revision").notNull().default(1),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedBy: text("updated_by").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index().on(table.workspaceId, table.updatedAt)],
);

/** What was saved, each time: the code, and with it the names of the secrets that this version may read. */
export const actionVersions = pgTable(
  "action_versions",
  {
    id: id(),
    workspaceId: text("workspace_id").notNull(),
    actionId: text("action_id")
      .notNull()
      .references(() => actions.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    code: text("code").notNull(),
    /** Names that the code references, found when it was saved. */
    referencedSecrets: text("referenced_secrets").array().notNull(),
    /** Names chosen in the Secrets panel. */
    selectedSecrets: text("selected_secrets").array().notNull(),
    /** Python's own verdict, written by a runner soon after the save; null is good only once syntaxCheckedAt is set. */
    syntaxProblem: jsonb("syntax_problem").$type<SyntaxProblem>(),
    syntaxCheckedAt: instant("syntax_checked_at"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("action_versions_number").on(table.actionId, table.number)],
);

/**
 * Which secrets the newest version of an action may read, by name: a name can be referenced before its secret exists,
 * and a secret that is deleted and made again is the same name to the code.
 */
export const actionSecrets = pgTable(
  "action_secrets",
  {
    actionId: text("action_id")
      .notNull()
      .references(() => actions.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id").notNull(),
    secretName: text("secret_name").notNull(),
    referenced: boolean("referenced").notNull(),
    selected: boolean("selected").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.actionId, table.secretName] }),
    index("action_secrets_by_secret").on(table.workspaceId, table.secretName),
  ],
);
