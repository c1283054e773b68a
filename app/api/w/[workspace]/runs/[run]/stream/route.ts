import { answerInWorkspace } from "#lib/auth/api.ts";
import { maySignedInPersonStay } from "#lib/auth/still-allowed.ts";
import { toBody } from "#lib/runs/event-stream.ts";
import { getRun } from "#lib/runs/queries.ts";
import { streamRun } from "#lib/runs/stream.ts";

/** A run, live: see streamRun. Resumes after the Last-Event-ID header, or `?after=`. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ workspace: string; run: string }> },
): Promise<Response> {
  const { workspace, run: runId } = await params;
  return answerInWorkspace(workspace, async (ctx) => {
    await getRun(ctx, runId);
    const from =
      request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? "0";
    const closed = new AbortController();
    const events = streamRun(ctx, {
      runId,
      afterSeq: /^\d{1,9}$/.test(from) ? Number(from) : 0,
      mayWatch: await maySignedInPersonStay(workspace),
      signal: AbortSignal.any([request.signal, closed.signal]),
    });
    const headers = {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    };
    const body = toBody(events, () => {
      closed.abort();
    });
    return new Response(body, { headers });
  });
}
