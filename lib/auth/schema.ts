import { z } from "zod";

/** The sign-in form. Nothing is checked but that it's there: what is wrong with an email must not show before the one answer. */
export const signInSchema = z.strictObject({ email: z.string(), password: z.string(), to: z.string() });
