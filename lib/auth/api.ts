import "server-only";
import { findWorkspaceContext, type WorkspaceContext } from "#lib/auth/context.ts";
import { findSignedIn } from "#lib/auth/session.ts";
import { webDatabase } from "#lib/server/database.ts";
import { toFailure } from "#lib/server/result.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";

const httpStatus: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** Answers a GET under /api/w/<workspace> with the sender's context; whatever is thrown becomes JSON with the status that fits. */
export async function answerInWorkspace(
  workspaceSlug: string,
  answer: (ctx: WorkspaceContext) => Promise<Response>,
): Promise<Response> {
  try {
    const signedIn = await findSignedIn();
    if (signedIn === null) throw new AppError("UNAUTHENTICATED", "You are signed out. Sign in again.");
    const ctx = await findWorkspaceContext(webDatabase(), signedIn.userId, workspaceSlug);
    if (ctx === null) throw new AppError("NOT_FOUND", "This workspace doesn't exist, or you are not in it.");
    return await answer(ctx);
  } catch (error) {
    const failure = toFailure(error);
    return Response.json(failure, {
      status: httpStatus[failure.code] ?? 500,
      headers: { "cache-control": "no-store" },
    });
  }
}
