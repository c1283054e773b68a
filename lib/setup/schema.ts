import { z } from "zod";
import { checkNewPassword, emailField, personName } from "#lib/account/schema.ts";
import { workspaceName } from "#lib/workspaces/schema.ts";

export const setupSchema = z
  .strictObject({
    code: z.string().max(200),
    name: personName,
    email: emailField,
    password: z.string(),
    workspaceName,
  })
  .superRefine(checkNewPassword);

export type SetupInput = z.output<typeof setupSchema>;
