"use server";
import { createSecret, deleteSecret, updateSecret } from "#lib/secrets/mutations.ts";
import { listDependents, listNamesLike } from "#lib/secrets/queries.ts";
import {
  checkNameSchema,
  createSecretSchema,
  deleteSecretSchema,
  updateSecretSchema,
} from "#lib/secrets/schema.ts";
import { workspaceAction } from "#lib/server/workspace-action.ts";

/** Saves a new secret; see createSecret. The value is a plain string argument: a multipart form would change its line ends. */
export const createSecretAction = workspaceAction(createSecretSchema, createSecret);

/** Saves a change of a secret; see updateSecret. */
export const updateSecretAction = workspaceAction(updateSecretSchema, updateSecret);

/** Deletes a secret for good; see deleteSecret. */
export const deleteSecretAction = workspaceAction(deleteSecretSchema, deleteSecret);

/** The names in this workspace that equal the given one but for case; asked for while somebody types a name. */
export const listNamesLikeAction = workspaceAction(checkNameSchema, (ctx, { name }) =>
  listNamesLike(ctx, name),
);

/** What may read the secret of this name; asked for when the delete dialog opens, so that it is true at that moment. */
export const listDependentsAction = workspaceAction(checkNameSchema, (ctx, { name }) =>
  listDependents(ctx, name),
);
