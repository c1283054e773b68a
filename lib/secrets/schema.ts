import { z } from "zod";
import { idField } from "#lib/id-field.ts";
import { checkSecretName } from "#lib/secrets/names.ts";
import { checkSecretValue } from "#lib/secrets/value.ts";

const name = z.string().superRefine((input, context) => {
  const checked = checkSecretName(input);
  if (!checked.ok) context.addIssue({ code: "custom", message: checked.message });
});

const value = z.string("Enter a value.").superRefine((input, context) => {
  const checked = checkSecretValue(input);
  if (!checked.ok) context.addIssue({ code: "custom", message: checked.message });
});

/** Text that PostgreSQL can hold and a page can show: no NUL, no lone surrogate. */
const text = (max: number, what: string) =>
  z
    .string()
    .max(max, `${what} can be at most ${max.toLocaleString("en")} characters long.`)
    .refine(
      (input) => input.isWellFormed() && !input.includes("\0"),
      "This holds characters that can't be kept. Type it again.",
    );

const title = text(200, "The title").transform((input) => input.trim() || null);
const description = text(4000, "The description").transform((input) => input.trim());
const idempotencyKey = z.uuid();

export const createSecretSchema = z.strictObject({
  name,
  title: title.nullable(),
  value,
  description,
  idempotencyKey,
});

export const updateSecretSchema = z.strictObject({
  secretId: idField,
  revision: z.int().positive(),
  /** Null keeps the value that is there. */
  value: value.nullable(),
  title: title.nullable(),
  description,
  idempotencyKey,
});

export const deleteSecretSchema = z.strictObject({
  secretId: idField,
  confirmation: z.string().max(200),
  idempotencyKey,
});

export const checkNameSchema = z.strictObject({ name: z.string().max(200) });

export type CreateSecretInput = z.output<typeof createSecretSchema>;
export type UpdateSecretInput = z.output<typeof updateSecretSchema>;
export type DeleteSecretInput = z.output<typeof deleteSecretSchema>;
