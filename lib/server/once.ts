import "server-only";
import { and, eq, lt, sql } from "drizzle-orm";
import type { Transaction } from "#db/connect.ts";
import { stripDatabaseError } from "#db/database-error.ts";
import { idempotencyKeys } from "#db/schema/index.ts";
import { withDatabase, type WorkspaceContext } from "#lib/auth/context.ts";
import { AppError } from "#lib/errors.ts";

type Outcome = Readonly<Record<string, string | number>>;

/**
 * Runs `work` in one transaction, once for each person and key: the same submit sent again, even at the same moment, gets what the
 * first one led to. `outcome` is what is remembered, so it must be known beforehand and hold ids and names only.
 * Database errors leave stripped of their input.
 */
export async function once<Result extends Outcome>(
  ctx: WorkspaceContext,
  submit: { readonly key: string; readonly operation: string; readonly outcome: Result },
  work: (ctx: WorkspaceContext) => Promise<void>,
): Promise<Result> {
  try {
    return await ctx.db.transaction(async (transaction) => {
      const inserted = await transaction
        .insert(idempotencyKeys)
        .values({
          workspaceId: ctx.workspaceId,
          userId: ctx.userId,
          key: submit.key,
          operation: submit.operation,
          result: submit.outcome,
        })
        .onConflictDoNothing()
        .returning({ key: idempotencyKeys.key });
      if (inserted.length > 0) {
        await forgetOldKeys(transaction, ctx);
        await work(withDatabase(ctx, transaction));
        return submit.outcome;
      }
      const [earlier] = await transaction
        .select({ operation: idempotencyKeys.operation, result: idempotencyKeys.result })
        .from(idempotencyKeys)
        .where(
          and(
            eq(idempotencyKeys.workspaceId, ctx.workspaceId),
            eq(idempotencyKeys.userId, ctx.userId),
            eq(idempotencyKeys.key, submit.key),
          ),
        );
      if (earlier?.operation !== submit.operation) {
        throw new AppError("CONFLICT", "This form was already used for something else. Open it again.");
      }
      return earlier.result as Result;
    });
  } catch (error) {
    throw stripDatabaseError(error);
  }
}

/** A form that has been open for a week is opened again before it is sent. */
async function forgetOldKeys(transaction: Transaction, ctx: WorkspaceContext): Promise<void> {
  const old = lt(idempotencyKeys.createdAt, sql`now() - interval '7 days'`);
  await transaction
    .delete(idempotencyKeys)
    .where(
      and(eq(idempotencyKeys.workspaceId, ctx.workspaceId), eq(idempotencyKeys.userId, ctx.userId), old),
    );
}
