import "server-only";
import type { WorkspaceContext } from "#lib/auth/context.ts";
import { getRun, listLogChunks } from "#lib/runs/queries.ts";
import { isFinished } from "#lib/runs/state.ts";
import { subscribe } from "#lib/server/notifications.ts";

const CHUNKS_A_READ = 200;
/** How often the right to watch is read again, at the latest. */
const RECHECK_MS = 5000;

/** One server-sent event (HTML Living Standard, §9.2). `id` is what the browser sends back as Last-Event-ID. */
function event(name: string, data: unknown, id?: number): string {
  const head = id === undefined ? `event: ${name}` : `event: ${name}\nid: ${id}`;
  return `${head}\ndata: ${JSON.stringify(data)}\n\n`;
}

export interface RunStreamOptions {
  readonly runId: string;
  /** The last piece of the log that the page has; 0 for none. */
  readonly afterSeq: number;
  /** Whether the viewer may still watch; read every 5 s and whenever their sessions or memberships change. */
  readonly mayWatch: () => Promise<boolean>;
  /** Ends the stream when the browser has gone. */
  readonly signal: AbortSignal;
}

/**
 * A run as server-sent events: `log` for each piece of the redacted log, in order and without gaps, `run` whenever its status or reads
 * changed, `end` when it has finished and all is sent, `gone` when the viewer may no longer watch. NOTIFY only wakes; what is sent is read from
 * the tables, so nothing is lost and a page that comes back goes on where it was.
 */
export async function* streamRun(ctx: WorkspaceContext, options: RunStreamOptions): AsyncGenerator<string> {
  let lastSeq = options.afterSeq;
  let lastRun = "";
  let woken = Promise.withResolvers<undefined>();
  const state = { mustRecheck: false };
  const wake = () => {
    woken.resolve(undefined);
  };
  const recheck = () => {
    state.mustRecheck = true;
    wake();
  };
  const unsubscribes = [
    await subscribe("tacit_run", options.runId, wake),
    await subscribe("tacit_access", ctx.userId, recheck),
  ];
  const timer = setInterval(recheck, RECHECK_MS);
  options.signal.addEventListener("abort", wake);
  try {
    while (!options.signal.aborted) {
      woken = Promise.withResolvers<undefined>();
      if (state.mustRecheck) {
        state.mustRecheck = false;
        if (!(await options.mayWatch())) {
          yield event("gone", {});
          return;
        }
        yield ": still here\n\n";
      }
      // The run is read before its log: once it says that it is over, the log read after it is whole.
      const run = await getRun(ctx, options.runId);
      for (;;) {
        const chunks = await listLogChunks(ctx, options.runId, lastSeq, CHUNKS_A_READ);
        for (const chunk of chunks) {
          lastSeq = chunk.seq;
          yield event("log", chunk, chunk.seq);
        }
        if (chunks.length < CHUNKS_A_READ) break;
      }
      const shown = JSON.stringify(run);
      if (shown !== lastRun) yield event("run", run);
      lastRun = shown;
      if (isFinished(run.status)) {
        yield event("end", {});
        return;
      }
      await woken.promise;
    }
  } finally {
    clearInterval(timer);
    options.signal.removeEventListener("abort", wake);
    for (const unsubscribe of unsubscribes) unsubscribe();
  }
}
