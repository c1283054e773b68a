import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant } from "#db/schema/columns.ts";

/** A person. The email is stored in lower case and is unique. */
export const users = pgTable("users", {
  id: id(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Password hashes (argon2id, PHC string) stand apart from users, so that the runner's role can be kept from them. */
export const passwordHashes = pgTable("password_hashes", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  hash: text("hash").notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** One signed-in browser. The cookie's token carries this id; a missing row means signed out. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    address: text("address"),
    userAgent: text("user_agent"),
  },
  (table) => [index().on(table.userId)],
);

/** A link by which somebody who lost the password sets a new one. Only the token's SHA-256 is stored. */
export const passwordResets = pgTable("password_resets", {
  id: id(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  tokenHash: text("token_hash").notNull().unique(),
  createdAt: instant("created_at").notNull().defaultNow(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
});

/** The one-time code of /setup. One row at most; only the code's SHA-256 is stored. */
export const setupCodes = pgTable("setup_codes", {
  id: integer("id").primaryKey(),
  codeHash: text("code_hash").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  usedAt: instant("used_at"),
});

/** Attempts counted per bucket (an account, an address) and window of time, for every web process alike. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    bucket: text("bucket").notNull(),
    windowStart: instant("window_start").notNull(),
    attempts: integer("attempts").notNull(),
  },
  (table) => [primaryKey({ columns: [table.bucket, table.windowStart] })],
);
