"use server";
import { signInBrowser } from "#lib/auth/browser-session.ts";
import { requireAttempt } from "#lib/auth/require-attempt.ts";
import { webDatabase } from "#lib/server/database.ts";
import { publicForm } from "#lib/server/form-action.ts";
import { completeSetup } from "#lib/setup/mutations.ts";
import { setupSchema } from "#lib/setup/schema.ts";

/** The form of /setup; leads, signed in, into the first workspace. */
export const completeSetupAction = publicForm(setupSchema, async (input, origin) => {
  await requireAttempt("setup", origin);
  const { slug } = await completeSetup(webDatabase(), input);
  const signedIn = await signInBrowser({ email: input.email, password: input.password });
  return { redirectTo: signedIn ? `/w/${slug}/secrets` : "/sign-in" };
});
