import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "#db/schema/columns.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** One execution of an action. Kept when the action is deleted, hence its name as text and no foreign key to it. */
export const runs = pgTable(
  "runs",
  {
    id: id(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    actionId: text("action_id").notNull(),
    actionName: text("action_name").notNull(),
    /** The version that runs; its row is what says which secrets may be read. */
    actionVersionId: text("action_version_id").notNull(),
    actionVersion: integer("action_version").notNull(),
    status: text("status", {
      enum: ["queued", "running", "succeeded", "failed", "cancelled", "timed_out"],
    }).notNull(),
    trigger: text("trigger", { enum: ["manual"] }).notNull(),
    startedBy: text("started_by").notNull(),
    startedByName: text("started_by_name").notNull(),
    queuedAt: instant("queued_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    /** A closed code, see lib/runs/state.ts; null until the run has ended. */
    exitReason: text("exit_reason"),
    /** Redacted, for people: the last line of the traceback, or what ended the run. */
    errorMessage: text("error_message"),
    errorLine: integer("error_line"),
    /** Redacted JSON text given to app.result(). */
    result: text("result"),
    logBytes: bigint("log_bytes", { mode: "number" }).notNull().default(0),
    logTruncated: boolean("log_truncated").notNull().default(false),
    cancelRequestedAt: instant("cancel_requested_at"),
    cancelRequestedBy: text("cancel_requested_by"),
    /** The runner process that holds the run, and until when it is believed to live. */
    runnerId: text("runner_id"),
    leaseExpiresAt: instant("lease_expires_at"),
    /** The submit that asked for the run: pressing Run twice with it makes one run. */
    idempotencyKey: text("idempotency_key").notNull(),
  },
  (table) => [
    index("runs_by_workspace").on(table.workspaceId, table.id.desc()),
    index("runs_by_action").on(table.workspaceId, table.actionId, table.id.desc()),
    index("runs_unfinished")
      .on(table.leaseExpiresAt)
      .where(sql`${table.status} in ('queued', 'running')`),
    uniqueIndex("runs_idempotency").on(table.workspaceId, table.startedBy, table.idempotencyKey),
  ],
);

/** The redacted log, in pieces, in the order in which the runner stored them (seq counts from 1). */
export const runLogChunks = pgTable(
  "run_log_chunks",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id").notNull(),
    seq: integer("seq").notNull(),
    stream: text("stream", { enum: ["stdout", "stderr", "system"] }).notNull(),
    content: text("content").notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.seq] })],
);

/** Which secret, in which version, a run read first at what time. Written before the value is opened. */
export const runSecretReads = pgTable(
  "run_secret_reads",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id").notNull(),
    secretId: text("secret_id").notNull(),
    secretName: text("secret_name").notNull(),
    version: integer("version").notNull(),
    readAt: instant("read_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.secretId] }),
    index("run_secret_reads_by_secret").on(table.workspaceId, table.secretId, table.readAt.desc()),
  ],
);

/** The runner processes that are, or were, there. */
export const runners = pgTable("runners", {
  id: id(),
  host: text("host").notNull(),
  startedAt: instant("started_at").notNull().defaultNow(),
  lastHeartbeatAt: instant("last_heartbeat_at").notNull().defaultNow(),
  capacity: integer("capacity").notNull(),
  running: integer("running").notNull().default(0),
  /** Why this runner can start no sandbox, for people, with the command that mends it; null when it can. */
  sandboxProblem: text("sandbox_problem"),
  stoppedAt: instant("stopped_at"),
});
