"use server";
import {
  changePassword,
  endOtherSession,
  resetPassword,
  signOutEverywhere,
  updateAccount,
} from "#lib/account/mutations.ts";
import {
  changePasswordSchema,
  endSessionSchema,
  resetPasswordSchema,
  signOutEverywhereSchema,
  updateAccountSchema,
} from "#lib/account/schema.ts";
import { requireAttempt } from "#lib/auth/require-attempt.ts";
import { refresh } from "next/cache";
import { webDatabase } from "#lib/server/database.ts";
import { personForm, publicForm } from "#lib/server/form-action.ts";

/** The account page's form for the name. */
export const updateAccountAction = personForm(updateAccountSchema, async (person, input) => {
  await updateAccount({ ...person, db: webDatabase() }, input);
  refresh();
  return { message: "Your name is changed." };
});

/** The account page's form for the password. */
export const changePasswordAction = personForm(changePasswordSchema, async (person, input) => {
  await changePassword({ ...person, db: webDatabase() }, input);
  refresh();
  return { message: "Your password is changed, and your other sessions are signed out." };
});

/** Signs out one of one's other browsers. */
export const endSessionAction = personForm(endSessionSchema, async (person, input) => {
  await endOtherSession({ ...person, db: webDatabase() }, input);
  refresh();
  return { message: "That session is signed out." };
});

/** Signs out all of one's browsers, this one too. */
export const signOutEverywhereAction = personForm(signOutEverywhereSchema, async (person) => {
  await signOutEverywhere({ ...person, db: webDatabase() });
  return { redirectTo: "/sign-in?notice=signed-out-everywhere" };
});

/** The form behind a reset link. */
export const resetPasswordAction = publicForm(resetPasswordSchema, async (input, origin) => {
  await requireAttempt("reset", origin);
  await resetPassword(webDatabase(), input);
  return { redirectTo: "/sign-in?notice=password-reset" };
});
