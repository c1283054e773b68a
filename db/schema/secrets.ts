import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, id, instant } from "#db/schema/columns.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/**
 * What people see of a secret. A deleted one leaves a tombstone (name, who, when) so that an action that still asks for it
 * can be told so; its title and description are emptied and its sealed bytes are gone.
 */
export const secrets = pgTable(
  "secrets",
  {
    id: id(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    title: text("title"),
    description: text("description").notNull().default(""),
    /** Incremented by every change; forms carry it, so that a concurrent edit is noticed. */
    revision: integer("revision").notNull().default(1),
    /** The number of the version that is read now. */
    currentVersion: integer("current_version").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedBy: text("updated_by").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    /** Written by the runner when an action reads the secret. */
    lastUsedAt: instant("last_used_at"),
    deletedBy: text("deleted_by"),
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    uniqueIndex("secrets_live_name")
      .on(table.workspaceId, table.name)
      .where(sql`${table.deletedAt} is null`),
    index("secrets_by_name").on(table.workspaceId, table.name),
  ],
);

/** Who saved which version when. No length, no hash: nothing that tells of the value. */
export const secretVersions = pgTable(
  "secret_versions",
  {
    id: id(),
    workspaceId: text("workspace_id").notNull(),
    secretId: text("secret_id")
      .notNull()
      .references(() => secrets.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    keyId: text("key_id").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Set when the sealed bytes were destroyed; a trigger, running as the owner, deletes them in the same statement. */
    destroyedAt: instant("destroyed_at"),
  },
  (table) => [uniqueIndex("secret_versions_number").on(table.secretId, table.number)],
);

/** The ciphertext, apart from everything else: web may only INSERT here, the runner may only SELECT. */
export const sealedValues = pgTable("sealed_values", {
  versionId: text("version_id")
    .primaryKey()
    .references(() => secretVersions.id, { onDelete: "cascade" }),
  workspaceId: text("workspace_id").notNull(),
  secretId: text("secret_id").notNull(),
  keyId: text("key_id").notNull(),
  envelope: bytea("envelope").notNull(),
});

/** By these, web and runner each prove at start that they hold the right half of a key. */
export const keyChecks = pgTable("key_checks", {
  keyId: text("key_id").primaryKey(),
  sealingCheck: bytea("sealing_check").notNull(),
  openingCheck: bytea("opening_check").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  retiredAt: instant("retired_at"),
});
