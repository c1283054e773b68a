"use server";
import { redirect } from "next/navigation";
import { signInBrowser, signOutBrowser } from "#lib/auth/browser-session.ts";
import { returnPath } from "#lib/auth/return-path.ts";
import { signInSchema } from "#lib/auth/schema.ts";
import { AppError } from "#lib/errors.ts";
import { publicForm } from "#lib/server/form-action.ts";

/** One text for every reason, limits included: it tells nothing about whether the account exists. */
const refused =
  "Email or password is not right, or there were too many attempts. Check both; after several tries, wait a quarter of an hour.";

/** The form of /sign-in. */
export const signInAction = publicForm(signInSchema, async ({ to, ...given }) => {
  if (!(await signInBrowser(given))) throw new AppError("INVALID", refused);
  return { redirectTo: returnPath(to) };
});

/** Ends this browser's session. */
export async function signOutAction(): Promise<void> {
  await signOutBrowser();
  redirect("/sign-in");
}
