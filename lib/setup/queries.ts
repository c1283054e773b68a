import "server-only";
import { users } from "#db/schema/index.ts";
import { webDatabase } from "#lib/server/database.ts";

/** Whether somebody owns this Tacit already: then there is no setup any more. */
export async function isSetUp(): Promise<boolean> {
  const [anybody] = await webDatabase().select({ id: users.id }).from(users).limit(1);
  return anybody !== undefined;
}
