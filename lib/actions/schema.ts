import { z } from "zod";
import { idField } from "#lib/id-field.ts";
import { checkSecretName } from "#lib/secrets/names.ts";

/** 256 KiB: far above what a person writes, far below what would hurt. */
const MAX_CODE = 256 * 1024;

const clean = (input: string) => input.isWellFormed() && !input.includes("\0");

const name = z
  .string()
  .trim()
  .min(1, "Enter a name.")
  .max(120, "A name has at most 120 characters.")
  .refine(clean, "This holds characters that can't be kept. Type it again.");

const code = z
  .string()
  .max(MAX_CODE, "The code is longer than 256 KiB, the most that an action can hold.")
  .refine(
    clean,
    "The code holds a NUL character or invalid Unicode, which Python can't read. Remove it and save again.",
  );

const selectedSecrets = z
  .array(z.string().refine((input) => checkSecretName(input).ok, "This is no secret's name."))
  .max(500, "At most 500 secrets can be selected.");

export const createActionSchema = z.strictObject({ idempotencyKey: z.uuid() });
export const saveActionSchema = z.strictObject({
  actionId: idField,
  revision: z.int().positive(),
  name,
  code,
  selectedSecrets,
  idempotencyKey: z.uuid(),
});
export const deleteActionSchema = z.strictObject({ actionId: idField, idempotencyKey: z.uuid() });

export type CreateActionInput = z.output<typeof createActionSchema>;
export type SaveActionInput = z.output<typeof saveActionSchema>;
export type DeleteActionInput = z.output<typeof deleteActionSchema>;
