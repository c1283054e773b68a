import { randomUUID } from "node:crypto";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { createSecret } from "#lib/secrets/mutations.ts";

/** Creates a secret as this person and returns its id. */
export async function newSecret(
  ctx: WorkspaceContext,
  name: string,
  more: { readonly title?: string; readonly description?: string; readonly value?: string } = {},
): Promise<string> {
  const { title = null, description = "", value = "a value" } = more;
  return (await createSecret(ctx, { name, title, description, value, idempotencyKey: randomUUID() })).id;
}
