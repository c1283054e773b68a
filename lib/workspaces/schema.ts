import { z } from "zod";
import { nameField } from "#lib/account/schema.ts";

export const workspaceName = nameField("Give the workspace a name, such as your company's or team's.", 80);

export const createWorkspaceSchema = z.strictObject({ workspaceName });
