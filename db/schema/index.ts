export * from "#db/schema/actions.ts";
export * from "#db/schema/audit.ts";
export * from "#db/schema/idempotency.ts";
export * from "#db/schema/people.ts";
export * from "#db/schema/runs.ts";
export * from "#db/schema/secrets.ts";
export * from "#db/schema/workspaces.ts";
