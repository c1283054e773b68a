/** The one pg-boss queue through which runs reach a runner. A job's data is a run's id and nothing else. */
export const RUN_QUEUE = "runs";

/** The schema that pg-boss keeps its tables in. The owner installs it; web and runner never migrate it. */
export const QUEUE_SCHEMA = "pgboss";

export interface RunJob {
  readonly runId: string;
}
