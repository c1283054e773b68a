"use server";
import { createAction, deleteAction, saveAction } from "#lib/actions/mutations.ts";
import { createActionSchema, deleteActionSchema, saveActionSchema } from "#lib/actions/schema.ts";
import { workspaceAction } from "#lib/server/workspace-action.ts";

/** Makes an empty action; see createAction. */
export const createActionAction = workspaceAction(createActionSchema, createAction);

/** Saves an action; see saveAction. */
export const saveActionAction = workspaceAction(saveActionSchema, saveAction);

/** Deletes an action; see deleteAction. */
export const deleteActionAction = workspaceAction(deleteActionSchema, deleteAction);
