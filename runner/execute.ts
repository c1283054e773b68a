// One run from the first line to the last. What it read lives in this call's redactor and nowhere else, and is gone with it.
import type { Logger } from "pino";
import type { Database } from "#db/connect.ts";
import type { EgressContact } from "#egress/protocol.ts";
import type { ChannelMessage } from "#runner/channel-messages.ts";
import type { ClaimedRun, RunCode } from "#runner/claim.ts";
import { createContactNotes } from "#runner/contact-notes.ts";
import { finishRun } from "#runner/finish.ts";
import { decideOutcome, type StopCause } from "#runner/outcome.ts";
import { pumpOutput } from "#runner/output.ts";
import type { OwnRun } from "#runner/own-run.ts";
import { persist } from "#runner/persist.ts";
import type { SealedSecret } from "#runner/read-secret.ts";
import { createRedactor } from "#runner/redact/redactor.ts";
import { createRunLog } from "#runner/run-log.ts";
import type { Sandbox, SandboxLimits } from "#runner/sandbox/types.ts";
import { serveSecrets } from "#runner/secrets-channel.ts";
import { storeLogChunks } from "#runner/store-log.ts";

/** The name under which Python knows the action's code; its tracebacks say `File "action.py"`. */
export const CODE_FILENAME = "action.py";

const LOG_BYTES = 1024 * 1024;
/** How long what a dead sandbox left in its pipes may take to be read. */
const DRAIN_MS = 2000;

/** What a run needs. The sandbox is ready and has its way out. */
export interface ExecutionContext {
  readonly db: Database;
  readonly own: OwnRun;
  readonly run: ClaimedRun;
  readonly code: RunCode;
  readonly sandbox: Sandbox;
  readonly limits: SandboxLimits;
  readonly open: (sealed: SealedSecret) => Promise<string>;
  /** Ends the sandbox's way out; resolves when all contacts were reported. */
  readonly closeEgress: () => Promise<void>;
  readonly log: Logger;
  /** Aborted when the runner has no time left: nothing is tried again. */
  readonly signal: AbortSignal;
}

/** A run that is going on. */
export interface Execution {
  /** Kills the sandbox at once. The first cause is the one that is told. */
  readonly stop: (cause: StopCause) => void;
  readonly noteContact: (contact: EgressContact) => void;
  readonly noteEgressLost: () => void;
  /** Resolves when the run's end is stored, or can't be. Never rejects. */
  readonly done: Promise<void>;
}

/** Starts the code in its sandbox. */
export function execute(context: ExecutionContext): Execution {
  const { db, own, run, code, sandbox, limits, log, signal } = context;
  const redactor = createRedactor();
  const toNote = createContactNotes((host) => redactor.host(host));
  let stopCause: StopCause | undefined;
  let result: string | undefined;
  let finished: Extract<ChannelMessage, { type: "finished" }> | undefined;

  const stop = (cause: StopCause): void => {
    stopCause ??= cause;
    sandbox.kill("killed");
  };
  const runLog = createRunLog({
    maxBytes: LOG_BYTES,
    store: (chunks) => persist(() => storeLogChunks(db, own, chunks), signal),
    onLost: () => {
      stop("log_lost");
    },
  });

  async function serve(): Promise<void> {
    const proper = await serveSecrets({
      channel: sandbox.channel,
      db,
      run: { ...own, ...run, allowedSecrets: code.allowedSecrets },
      open: context.open,
      redactor,
      onFault: (err) => {
        log.error({ err }, "a secret could not be given out");
      },
      onMessage: (message) => {
        if (message.type === "result") result = message.json;
        else finished = message;
      },
    });
    if (!proper) stop("channel_broken");
  }

  async function go(): Promise<void> {
    const streams = Promise.all([
      pumpOutput(sandbox.stdout, redactor.openStream(), runLog, "stdout"),
      pumpOutput(sandbox.stderr, redactor.openStream(), runLog, "stderr"),
      serve(),
    ]);
    // An action may close its end at any time; what that means is told by the sandbox's end.
    sandbox.channel.on("error", () => undefined);
    sandbox.start();
    const about = { id: run.id, action: run.actionName, workspace: code.workspaceName };
    const start = { type: "start", run: about, code: code.code, filename: CODE_FILENAME };
    sandbox.channel.write(`${JSON.stringify(start)}\n`);

    const end = await sandbox.ended;
    const late = setTimeout(() => {
      for (const stream of [sandbox.stdout, sandbox.stderr, sandbox.channel]) stream.destroy();
    }, DRAIN_MS);
    await Promise.all([streams, context.closeEgress()]);
    clearTimeout(late);

    const redact = (text: string) => redactor.text(text);
    const { outcome, note } = decideOutcome({ stop: stopCause, end, finished, result, limits, redact });
    if (note !== null) runLog.note(note);
    const size = await runLog.finish();
    const stored = await persist(() => finishRun(db, own, outcome, size), signal);
    log.info({ runId: run.id, reason: outcome.reason, stored }, "a run ended");
  }

  return {
    stop,
    noteContact: (contact) => {
      const line = toNote(contact);
      if (line !== null) runLog.note(line);
    },
    noteEgressLost: () => {
      runLog.note("The egress gateway was lost: from here on this run reaches no host.");
    },
    done: go().catch((err: unknown) => {
      sandbox.kill("killed");
      log.error({ err, runId: run.id }, "a run's end could not be stored");
    }),
  };
}
