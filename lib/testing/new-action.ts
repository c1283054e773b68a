import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { actions } from "#db/schema/index.ts";
import { createAction } from "#lib/actions/mutations.ts";
import type { WorkspaceContext } from "#lib/auth/context.ts";

/** Creates an empty action as this person, under this name, and returns its id. */
export async function newAction(ctx: WorkspaceContext, name = "An action"): Promise<string> {
  const { id } = await createAction(ctx, { idempotencyKey: randomUUID() });
  await ctx.db.update(actions).set({ name }).where(eq(actions.id, id));
  return id;
}
