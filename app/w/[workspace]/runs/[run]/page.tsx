import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunView } from "#components/runs/run-view.tsx";
import { orNull } from "#lib/auth/or-null.ts";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { getRun, listLogChunks } from "#lib/runs/queries.ts";

export const metadata: Metadata = { title: "Run" };

/** What is rendered with the page; the stream brings the rest. */
const FIRST_CHUNKS = 500;

export default async function RunPage({ params }: { params: Promise<{ workspace: string; run: string }> }) {
  const { workspace, run: runId } = await params;
  const ctx = await requireWorkspacePage(workspace);
  const run = await orNull(getRun(ctx, runId));
  if (run === null) notFound();
  const log = await listLogChunks(ctx, run.id, 0, FIRST_CHUNKS);
  return <RunView key={run.id} workspace={workspace} initial={{ run, log }} />;
}
