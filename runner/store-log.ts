import { sql } from "drizzle-orm";
import type { Database } from "#db/connect.ts";
import { runLogChunks, runs } from "#db/schema/index.ts";
import { isOwn, type OwnRun } from "#runner/own-run.ts";

/** A piece of a run's log, redacted. `seq` counts from 1. */
export interface LogChunk {
  readonly seq: number;
  readonly stream: "stdout" | "stderr" | "system";
  readonly content: string;
}

/** Stores pieces of the log; storing one twice is storing it once. False when the run was no longer this runner's: then nothing is stored. */
export async function storeLogChunks(
  db: Database,
  own: OwnRun,
  chunks: readonly LogChunk[],
): Promise<boolean> {
  // The lock makes a run that is declared lost meanwhile either wait for these pieces or refuse them.
  const rows = await db.execute(sql`
    with held as (select ${runs.id}, ${runs.workspaceId} from ${runs} where ${isOwn(own)} for share),
    stored as (
      insert into ${runLogChunks} (run_id, workspace_id, seq, stream, content)
      select held.id, held.workspace_id, piece.seq, piece.stream, piece.content
      from held, jsonb_to_recordset(${JSON.stringify(chunks)}::jsonb) as piece (seq int, stream text, content text)
      on conflict do nothing
    )
    select 1 from held`);
  return rows.length === 1;
}
