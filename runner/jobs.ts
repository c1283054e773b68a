// Invariant: nothing that a handler does can be thrown into pg-boss, which would store the error whole.
import type { Logger } from "pino";
import { PgBoss } from "pg-boss";
import { QUEUE_SCHEMA, RUN_QUEUE, type RunJob, SYNTAX_QUEUE, type SyntaxJob } from "#db/queue.ts";

/** What the queue needs. The handlers resolve when the job is done. */
export interface JobsOptions {
  readonly url: string;
  /** Runs at the same time. */
  readonly capacity: number;
  readonly onRun: (runId: string) => Promise<void>;
  readonly onSyntaxCheck: (actionVersionId: string) => Promise<void>;
  readonly log: Logger;
}

/** This runner's end of the queue. */
export interface Jobs {
  /** Gives queued runs another job. */
  readonly requeue: (runIds: readonly string[]) => Promise<void>;
  /** Takes no more jobs; those that were taken go on. */
  readonly stopTaking: () => Promise<void>;
  /** Leaves the queue, whatever goes on. */
  readonly stop: () => Promise<void>;
}

/** NOTIFY wakes the workers; asking at this interval is for one that got lost. */
const BACKSTOP_SECONDS = 5;

/** Begins to take jobs. Rejects when the queue can't be reached. */
export async function takeJobs({ url, capacity, onRun, onSyntaxCheck, log }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: "tacit-runner-queue",
    schema: QUEUE_SCHEMA,
    max: 4,
    migrate: false,
    createSchema: false,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    useListenNotify: true,
  });
  boss.on("error", (err) => {
    log.error({ err }, "the queue reported an error");
  });
  await boss.start();

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (err) {
      log.error({ err }, "a job failed");
    }
  };
  const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: BACKSTOP_SECONDS };
  await boss.work<RunJob>(RUN_QUEUE, { ...polling, localConcurrency: capacity }, async (jobs) => {
    for (const { data } of jobs) await guarded(() => onRun(data.runId));
  });
  await boss.work<SyntaxJob>(SYNTAX_QUEUE, polling, async (jobs) => {
    for (const { data } of jobs) await guarded(() => onSyntaxCheck(data.actionVersionId));
  });

  return {
    requeue: async (runIds) => {
      if (runIds.length > 0)
        await boss.insert(
          RUN_QUEUE,
          runIds.map((runId) => ({ data: { runId } })),
        );
    },
    stopTaking: async () => {
      await Promise.all([RUN_QUEUE, SYNTAX_QUEUE].map((queue) => boss.offWork(queue, { wait: false })));
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}
