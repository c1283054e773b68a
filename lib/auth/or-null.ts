import { AppError } from "#lib/errors.ts";

/** Turns NOT_FOUND into null, for pages that answer it with the page for what isn't there. Everything else is thrown on. */
export async function orNull<Data>(promise: Promise<Data>): Promise<Data | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
