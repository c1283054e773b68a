import { z } from "zod";
import { canonicalEmail } from "#lib/auth/email.ts";
import { MAX_PASSWORD_LENGTH, passwordProblem } from "#lib/auth/password-policy.ts";
import { idField } from "#lib/id-field.ts";

/** Control characters, and those that reorder a line: in a name they could only deceive. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** One line that names a person or a workspace. */
export function nameField(empty: string, max: number) {
  return z
    .string()
    .trim()
    .min(1, empty)
    .max(max, `Use at most ${max} characters.`)
    .refine(
      (text) => text.isWellFormed() && !unprintable.test(text),
      "Use letters, digits and signs only, on one line.",
    );
}

export const personName = nameField("Say what the others should call you.", 100);

export const emailField = z
  .string()
  .max(254, "An email address has at most 254 characters.")
  .transform(canonicalEmail)
  .pipe(z.email("Give an email address, such as ada@example.com."));

/** A password that is compared, not set: anything but nothing. */
const givenPassword = z
  .string()
  .min(1, "Give your password.")
  .max(MAX_PASSWORD_LENGTH, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`);

/** Adds the rules for a new password to a form that has one in the field `password`; the other fields are known to attackers. */
export function checkNewPassword(
  input: { readonly password: string } & Readonly<Record<string, string>>,
  ctx: z.RefinementCtx,
): void {
  const { password, ...known } = input;
  const problem = passwordProblem(password, Object.values(known));
  if (problem !== null) ctx.addIssue({ code: "custom", path: ["password"], message: problem });
}

export const updateAccountSchema = z.strictObject({ name: personName });

export const changePasswordSchema = z.strictObject({
  currentPassword: givenPassword,
  newPassword: z.string(),
});

export const endSessionSchema = z.strictObject({ sessionId: idField });

export const resetPasswordSchema = z.strictObject({ token: z.string().max(200), password: z.string() });

export const signOutEverywhereSchema = z.strictObject({});
