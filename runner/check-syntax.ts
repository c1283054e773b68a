// Asks Python itself whether it can read a saved version of an action. Compiling hostile code can crash or exhaust the compiler, so it
// happens in a sandbox, which has neither secrets nor a way out.
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/connect.ts";
import { actionVersions, type SyntaxProblem } from "#db/schema/index.ts";
import { parseChannelLine } from "#runner/channel-messages.ts";
import { readLines } from "#runner/lines.ts";
import type { Sandbox } from "#runner/sandbox/types.ts";

const TIME_LIMIT_MS = 10_000;
const MAX_LINE_BYTES = 1024 * 1024;

const place = z.int().min(1).max(10_000_000);
const verdictSchema = z
  .strictObject({ line: place, column: place, message: z.string().min(1).max(1000) })
  .nullable();

/** Said when the compiler gave up, ran out of memory or time, or died. */
const UNREADABLE: SyntaxProblem = { line: 1, column: 1, message: "Python could not read this code" };

/** A program that compiles `code` without running it, and gives the verdict as its result. */
function checkerFor(code: string, filename: string): string {
  const encoded = Buffer.from(code, "utf8").toString("base64");
  return `import base64
code = base64.b64decode("${encoded}").decode("utf-8")
verdict = None
try:
    compile(code, "${filename}", "exec", dont_inherit=True)
except SyntaxError as error:
    verdict = {
        "line": max(1, error.lineno or 1),
        "column": max(1, error.offset or 1),
        "message": (error.msg or "invalid syntax")[:1000],
    }
except (ValueError, OverflowError, MemoryError, RecursionError):
    verdict = ${JSON.stringify(UNREADABLE)}
app.result(verdict)
`;
}

/** Python's verdict on `code`, in a fresh sandbox that is used up by it. Null says that it can be read. Never rejects. */
export async function compileInSandbox(
  sandbox: Sandbox,
  code: string,
  filename: string,
): Promise<SyntaxProblem | null> {
  let verdict: SyntaxProblem | null = UNREADABLE;
  const timer = setTimeout(() => {
    sandbox.kill("timed_out");
  }, TIME_LIMIT_MS);
  sandbox.stdout.resume();
  sandbox.stderr.resume();
  sandbox.channel.on("error", () => undefined);
  sandbox.start();
  const run = { id: "syntax-check", action: "", workspace: "" };
  const start = { type: "start", run, code: checkerFor(code, filename), filename: "tacit-syntax-check" };
  sandbox.channel.write(`${JSON.stringify(start)}\n`);
  try {
    for await (const line of readLines(sandbox.channel, MAX_LINE_BYTES)) {
      const message = parseChannelLine(line);
      if (message?.type === "result") verdict = verdictSchema.parse(JSON.parse(message.json));
      if (message?.type !== "ready") break;
    }
  } catch {
    // Whatever it said was not a verdict.
  }
  clearTimeout(timer);
  sandbox.kill("killed");
  await sandbox.ended;
  return verdict;
}

/** The code of a version that has no verdict yet, or null. */
export async function findUncheckedCode(db: Database, actionVersionId: string): Promise<string | null> {
  const [row] = await db
    .select({ code: actionVersions.code })
    .from(actionVersions)
    .where(and(eq(actionVersions.id, actionVersionId), isNull(actionVersions.syntaxCheckedAt)));
  return row?.code ?? null;
}

/** Writes the verdict beside the version, which wakes those who wait for it. */
export async function storeVerdict(
  db: Database,
  actionVersionId: string,
  problem: SyntaxProblem | null,
): Promise<void> {
  await db
    .update(actionVersions)
    .set({ syntaxProblem: problem, syntaxCheckedAt: sql`now()` })
    .where(eq(actionVersions.id, actionVersionId));
}
