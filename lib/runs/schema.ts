import { z } from "zod";
import { idField } from "#lib/id-field.ts";

export const startRunSchema = z.strictObject({ actionId: idField, idempotencyKey: z.uuid() });
export const cancelRunSchema = z.strictObject({ runId: idField });

export type StartRunInput = z.output<typeof startRunSchema>;
export type CancelRunInput = z.output<typeof cancelRunSchema>;
