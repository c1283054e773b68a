import { z } from "zod";

/**
 * An id as somebody sends it. Which ids exist is for the database to say, so anything passes that could be written there; a NUL or half
 * a character could not, and fails in PostgreSQL where it can no longer be told from a fault of ours.
 */
export const idField = z
  .string()
  .max(100)
  .refine((id) => id.isWellFormed() && !id.includes("\0"), "This is no id.");
