import { AppError } from "#lib/errors.ts";

/** What somebody is told when `work` is refused: code and message. Anything but an AppError is thrown on. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<Pick<AppError, "code" | "message" | "fieldErrors">> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message, fieldErrors: error.fieldErrors };
  }
  throw new Error("it was not refused");
}
