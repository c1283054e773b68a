import "server-only";
import { connect, type Connection } from "#db/connect.ts";

const store = globalThis as typeof globalThis & { tacitWebConnection?: Connection };

/** Web's pool, as the role that may not read sealed values. One a process, also across hot reloads. */
export function webConnection(): Connection {
  const url = process.env["TACIT_WEB_DATABASE_URL"];
  if (url === undefined || url === "") throw new Error("TACIT_WEB_DATABASE_URL is not set");
  store.tacitWebConnection ??= connect(url, { max: 10, name: "tacit-web" });
  return store.tacitWebConnection;
}

/** Web's database. */
export function webDatabase(): Connection["db"] {
  return webConnection().db;
}
