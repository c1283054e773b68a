import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { timeColdSandbox } from "#bench/cold-sandbox.ts";
import { median, percentile, printBar, printTable } from "#bench/figures.ts";
import { closeConnections, follow, post } from "#bench/http.ts";
import { prepareRun, type Prepared } from "#bench/owner.ts";
import { startProduct, withDataFolder } from "#bench/product.ts";

const RUNS = 100;
const WARM_UP = 5;
/** The floor is taken once for so many runs. */
const FLOOR_EVERY = 5;
const BAR_MS = 150;

/** Milliseconds since the request of the click was sent. */
interface RunTimes {
  /** The server answered with the run's id. */
  readonly answered: number;
  /** The first piece of the log was committed, as PostgreSQL's notification of the commit tells: a little late, never early. */
  readonly stored: number;
  /** The page's stream of events brought it. */
  readonly shown: number;
  /** The run's end was committed, told in the same way. */
  readonly finished: number;
}

/**
 * Times runs, one after the other, each of an action that reads one secret and prints one line: from the click's HTTP request to
 * the first line of the log stored, and to the end. The production build and the real processes; the click is the browser's own, sent again.
 * The floor, taken between the same runs: a server action that only finds out who asks, and a sandbox started cold that does nothing.
 */
export async function benchRuns(): Promise<void> {
  await withDataFolder(async (dataDir, port) => {
    const product = await startProduct(dataDir, port);
    if (product.setupUrl === null) throw new Error("The new data folder has an owner already.");
    const prepared = await prepareRun(product.setupUrl);
    const database = postgres(product.databaseUrl, { max: 1, onnotice: () => undefined });
    const clock = new CommitClock();
    const listening = await database.listen("tacit_run", (runId) => {
      clock.note(runId);
    });
    const times: RunTimes[] = [];
    const floor = { action: [] as number[], sandbox: [] as number[] };
    try {
      const timeRun = () => clickRun(product.url, prepared, database, clock);
      for (let n = 0; n < WARM_UP; n++) await timeRun();
      for (let n = 0; n < RUNS; n++) {
        times.push(await timeRun());
        if (n % FLOOR_EVERY > 0) continue;
        floor.action.push(await timeNoOp(product.url, prepared));
        floor.sandbox.push(await timeColdSandbox());
      }
    } finally {
      closeConnections();
      await listening.unlisten();
      await database.end({ timeout: 5 });
    }
    report(times, floor);
  });
}

function report(times: readonly RunTimes[], floor: { action: number[]; sandbox: number[] }): void {
  console.log(`${times.length} runs, one after the other, each reading one secret and printing one line.`);
  const base = median(floor.action) + median(floor.sandbox);
  const row = (name: string, figures: readonly number[]) => [
    name,
    ...[50, 95].map((percent) => percentile(figures, percent).toFixed(1)),
    `${(median(figures) / base).toFixed(2)} ×`,
  ];
  const stored = times.map((run) => run.stored);
  printTable(
    ["ms after the click's request", "p50", "p95", "of the floor"],
    [
      row(
        "answered",
        times.map((run) => run.answered),
      ),
      row("first log line stored", stored),
      row(
        "first log line in the page's stream",
        times.map((run) => run.shown),
      ),
      row(
        "finished",
        times.map((run) => run.finished),
      ),
      row("floor: server action that does nothing", floor.action),
      row("floor: sandbox, cold, start to end", floor.sandbox),
    ],
  );
  printBar("First log line stored at the median", median(stored), BAR_MS);
}

async function clickRun(
  url: string,
  { workspace, run }: Prepared,
  database: postgres.Sql,
  clock: CommitClock,
): Promise<RunTimes> {
  const body = run.body.replace(/("idempotencyKey":")[^"]+/, `$1${randomUUID()}`);
  const began = now();
  const answer = await post(url + run.path, run.headers, body);
  const answered = now();
  const runId = /"ok":true,"data":\{"id":"([^"]+)"/.exec(answer)?.[1];
  if (runId === undefined) throw new Error(`Run was refused: ${answer.slice(0, 500)}`);
  let shown = NaN;
  const headers = { cookie: run.headers["cookie"] ?? "", accept: "text/event-stream" };
  await follow(`${url}/api/w/${workspace}/runs/${runId}/stream`, headers, (event) => {
    if (event === "log" && Number.isNaN(shown)) shown = now();
  });
  const [row] = await database<{ status: string; firstAt: Date | null; finishedAt: Date }[]>`
    select status, finished_at as "finishedAt",
      (select at from run_log_chunks where run_id = runs.id and stream = 'stdout' order by seq limit 1) as "firstAt"
    from runs where id = ${runId}`;
  if (row?.status !== "succeeded" || row.firstAt === null)
    throw new Error(`A run ended as ${row?.status ?? "nothing"}, or without a line.`);
  const times = {
    answered: answered - began,
    stored: (await clock.firstSince(runId, row.firstAt)) - began,
    shown: shown - began,
    finished: (await clock.firstSince(runId, row.finishedAt)) - began,
  };
  clock.forget(runId);
  return times;
}

/** Milliseconds of Run pressed with nothing to run: the session and the membership are read, then the input is refused. */
async function timeNoOp(url: string, { workspace, run }: Prepared): Promise<number> {
  const began = now();
  const answer = await post(url + run.path, run.headers, JSON.stringify([workspace, {}]));
  if (!answer.includes('"code":"INVALID"')) throw new Error("The empty input was not refused.");
  return now() - began;
}

/** Milliseconds since 1970 with fractions: the clock that PostgreSQL on this machine has too. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** When this process heard of each commit that concerned a run. */
class CommitClock {
  #heard = new Map<string, number[]>();

  note(runId: string): void {
    const times = this.#heard.get(runId);
    if (times === undefined) this.#heard.set(runId, [now()]);
    else times.push(now());
  }

  /** When the commit of a transaction that began at `since` was heard of. Rejects when it is not, in a second. */
  async firstSince(runId: string, since: Date): Promise<number> {
    for (let tries = 0; tries < 100; tries++) {
      const found = this.#heard.get(runId)?.find((at) => at >= since.getTime());
      if (found !== undefined) return found;
      await sleep(10);
    }
    throw new Error("PostgreSQL's notification of a commit has not come.");
  }

  forget(runId: string): void {
    this.#heard.delete(runId);
  }
}
