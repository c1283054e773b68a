import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "#db/schema/index.ts";

/** The database as drizzle sees it: the pool itself or a transaction on it. */
export type Database = PostgresJsDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type DatabaseOrTransaction = Database | Transaction;

export interface Connection {
  readonly db: Database;
  /** The driver below, for LISTEN and for statements that drizzle doesn't know. */
  readonly sql: postgres.Sql;
  readonly close: () => Promise<void>;
}

export interface ConnectOptions {
  /** Connections in the pool at most. */
  readonly max: number;
  /** How PostgreSQL's statistics name this process. */
  readonly name: string;
}

/**
 * Opens a pool on `url`. Nothing is sent before the first query, so a wrong address shows there.
 * Notices are dropped: they can quote input.
 */
export function connect(url: string, options: ConnectOptions): Connection {
  const sql = postgres(url, {
    max: options.max,
    connect_timeout: 10,
    idle_timeout: 60,
    onnotice: () => undefined,
    connection: { application_name: options.name },
  });
  return { db: drizzle(sql, { schema }), sql, close: () => sql.end({ timeout: 5 }) };
}
