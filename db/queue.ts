/** The one pg-boss queue through which runs reach a runner. A job's data is a run's id and nothing else. */
export const RUN_QUEUE = "runs";

/** The queue through which saved code reaches a runner's Python for a syntax check; the data is an action version's id. */
export const SYNTAX_QUEUE = "syntax-checks";

/** The schema that pg-boss keeps its tables in. The owner installs it; web and runner never migrate it. */
export const QUEUE_SCHEMA = "pgboss";

export interface RunJob {
  readonly runId: string;
}

export interface SyntaxJob {
  readonly actionVersionId: string;
}
