// Invariant: nothing that a handler does can be thrown into pg-boss, which would store the error whole.
import type { Logger } from "pino";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { QUEUE_SCHEMA, RUN_QUEUE, type RunJob, SYNTAX_QUEUE, type SyntaxJob } from "#db/queue.ts";

/** What the queue needs. A handler resolves when the next job of its kind may be taken: what it began may still go on. */
export interface JobsOptions {
  readonly url: string;
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

const runJob: z.ZodType<RunJob> = z.object({ runId: z.string() });
const syntaxJob: z.ZodType<SyntaxJob> = z.object({ actionVersionId: z.string() });

/** NOTIFY wakes the workers; asking at this interval is for one that got lost. */
const BACKSTOP_SECONDS = 5;

/** Begins to take jobs. Rejects when the queue can't be reached. */
export async function takeJobs({ url, onRun, onSyntaxCheck, log }: JobsOptions): Promise<Jobs> {
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

  // One worker a queue: several would each ask the database at every notification.
  async function work(queue: string, handle: (data: object) => Promise<void>): Promise<void> {
    const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: BACKSTOP_SECONDS };
    const worker = await boss.work<object>(queue, polling, async (jobs) => {
      try {
        for (const { data } of jobs) await handle(data);
      } catch (err) {
        log.error({ err, queue }, "a job failed");
      }
      // A notification during the work is answered by one fetch, whatever waits: so ask again until there is nothing.
      boss.notifyWorker(worker);
    });
  }
  await work(RUN_QUEUE, (data) => onRun(runJob.parse(data).runId));
  await work(SYNTAX_QUEUE, (data) => onSyntaxCheck(syntaxJob.parse(data).actionVersionId));

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
