import "server-only";
import type { z } from "zod";
import { recordByMember } from "#lib/audit/by-member.ts";
import { ForbiddenError, findWorkspaceContext, type WorkspaceContext } from "#lib/auth/context.ts";
import { findSignedIn } from "#lib/auth/session.ts";
import { AppError } from "#lib/errors.ts";
import type { ActionResult } from "#lib/result.ts";
import { webDatabase } from "#lib/server/database.ts";
import { toFailure } from "#lib/server/result.ts";

/** The context of whoever sent this request; UNAUTHENTICATED without a session, NOT_FOUND without a membership. */
async function requireWorkspaceContext(workspaceSlug: unknown): Promise<WorkspaceContext> {
  const signedIn = await findSignedIn();
  if (signedIn === null) {
    throw new AppError(
      "UNAUTHENTICATED",
      "You are signed out. Sign in again in another tab, then press the button again.",
    );
  }
  const slug = typeof workspaceSlug === "string" ? workspaceSlug : "";
  const ctx = await findWorkspaceContext(webDatabase(), signedIn.userId, slug);
  if (ctx === null) throw new AppError("NOT_FOUND", "This workspace doesn't exist, or you are not in it.");
  return ctx;
}

/**
 * Makes a server action: session and membership from the database, then the input parsed strictly, then the mutation.
 * A missing right is refused and leaves a "denied" audit event.
 */
export function workspaceAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  mutation: (ctx: WorkspaceContext, input: z.output<Schema>) => Promise<Data>,
): (workspaceSlug: string, input: z.input<Schema>) => Promise<ActionResult<Data>> {
  return async (workspaceSlug, input) => {
    let ctx: WorkspaceContext | undefined;
    try {
      ctx = await requireWorkspaceContext(workspaceSlug);
      return { ok: true, data: await mutation(ctx, schema.parse(input)) };
    } catch (error) {
      if (ctx !== undefined && error instanceof ForbiddenError) await recordDenial(ctx, error);
      return toFailure(error);
    }
  };
}

async function recordDenial(ctx: WorkspaceContext, error: ForbiddenError): Promise<void> {
  try {
    await recordByMember(ctx, error.permission, { outcome: "denied", details: { role: ctx.role } });
  } catch (failure) {
    toFailure(failure); // logged; the denial itself stands
  }
}
