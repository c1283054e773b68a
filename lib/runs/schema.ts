import { z } from "zod";

export const startRunSchema = z.strictObject({ actionId: z.string().max(100), idempotencyKey: z.uuid() });
export const cancelRunSchema = z.strictObject({ runId: z.string().max(100) });

export type StartRunInput = z.output<typeof startRunSchema>;
export type CancelRunInput = z.output<typeof cancelRunSchema>;
