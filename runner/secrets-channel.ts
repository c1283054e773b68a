// Guards the way of a value into a run: read and recorded, committed, opened, registered with the redactor, and only then answered.
// The other end is the action's code. Each line is parsed strictly, requests are served one after the other, and there is an end to them.
import type { Duplex } from "node:stream";
import type { Database } from "#db/connect.ts";
import { type ChannelAnswer, type ChannelMessage, parseChannelLine } from "#runner/channel-messages.ts";
import { LineError, readLines } from "#runner/lines.ts";
import {
  auditRead,
  listReadableNames,
  type ReadingRun,
  readSecret,
  type SealedSecret,
} from "#runner/read-secret.ts";
import {
  notFound,
  type Refusal,
  tooLarge,
  tooManyRefusals,
  tooManyRequests,
  unreadable,
} from "#runner/secret-refusals.ts";

const MAX_LINE_BYTES = 1024 * 1024;
const MAX_REQUESTS = 10_000;
/** Each leaves an audit event and may cost a search for the nearest names. */
const MAX_REFUSALS = 100;
/** What can be a secret's name at all (lib/secrets/names.ts is stricter): anything else is answered without asking the database. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** What the channel needs of its surroundings. */
export interface SecretsChannel {
  readonly channel: Duplex;
  readonly db: Database;
  readonly run: ReadingRun;
  readonly open: (sealed: SealedSecret) => Promise<string>;
  readonly redactor: {
    readonly add: (name: string, value: string) => void;
    readonly text: (text: string) => string;
  };
  /** Hears of a fault, for the operator's log; the action is only told that the secret is unreadable. */
  readonly onFault: (error: unknown) => void;
  readonly onMessage: (message: Extract<ChannelMessage, { type: "result" | "finished" }>) => void;
}

/** What one run has asked for so far. */
interface Progress {
  requests: number;
  refusals: number;
  /** Secret and version of what the redactor knows: reading a secret again need not make it prepare itself again. */
  readonly registered: Set<string>;
}

async function obtain(
  context: SecretsChannel,
  progress: Progress,
  name: string,
): Promise<{ value: string } | Refusal> {
  const { db, run, redactor } = context;
  if (progress.requests > MAX_REQUESTS) return tooManyRequests(MAX_REQUESTS);
  if (progress.refusals >= MAX_REFUSALS) return tooManyRefusals(MAX_REFUSALS);
  // The name itself may be a value that was read: it is only ever shown redacted.
  const shown = redactor.text(name.slice(0, 100));
  if (!IDENTIFIER.test(name) || shown !== name) return notFound(shown, []);
  let sealed: SealedSecret | undefined;
  let failure = "fault";
  try {
    const read = await readSecret(db, run, name);
    if ("refusal" in read) return read.refusal;
    sealed = read.sealed;
    failure = "not_opened";
    const value = await context.open(sealed);
    failure = "too_large";
    const known = `${sealed.secretId} ${sealed.version}`;
    if (!progress.registered.has(known)) redactor.add(name, value);
    progress.registered.add(known);
    return { value };
  } catch (error) {
    context.onFault(error);
    if (sealed !== undefined) {
      const { secretId: id, version } = sealed;
      await auditRead(db, run, { id, name, version }, "failure", failure).catch(context.onFault);
    }
    return failure === "too_large" ? tooLarge(name) : unreadable(name);
  }
}

async function answerSecret(
  context: SecretsChannel,
  progress: Progress,
  id: number,
  name: string,
): Promise<ChannelAnswer> {
  const got = await obtain(context, progress, name);
  if ("value" in got) {
    return { type: "secret", id, ok: true, value: Buffer.from(got.value, "utf8").toString("base64") };
  }
  progress.refusals += 1;
  return { type: "secret", id, ok: false, error: got.code, message: got.message };
}

async function answerNames(context: SecretsChannel, id: number): Promise<ChannelAnswer> {
  const names = await listReadableNames(context.db, context.run).catch((error: unknown) => {
    context.onFault(error);
    return [];
  });
  return { type: "names", id, names };
}

/** Resolves when the line has left, or the channel is closed: nobody waits for an action that doesn't read. */
async function send(channel: Duplex, answer: ChannelAnswer): Promise<void> {
  if (channel.destroyed || !channel.writable) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = (): void => {
    resolve(undefined);
  };
  channel.once("close", done);
  channel.write(`${JSON.stringify(answer)}\n`, done);
  await promise;
  channel.removeListener("close", done);
}

/**
 * Serves a run's channel until it ends. Resolves with false when the action wrote something else than the protocol: then the run
 * must be stopped. Never rejects.
 */
export async function serveSecrets(context: SecretsChannel): Promise<boolean> {
  const { channel } = context;
  const progress: Progress = { requests: 0, refusals: 0, registered: new Set() };
  try {
    for await (const line of readLines(channel, MAX_LINE_BYTES)) {
      const message = parseChannelLine(line);
      if (message === null) return false;
      if (message.type === "ready") continue;
      if (message.type === "result" || message.type === "finished") {
        context.onMessage(message);
        continue;
      }
      progress.requests += 1;
      const { id } = message;
      if (message.type === "secret")
        await send(channel, await answerSecret(context, progress, id, message.name));
      else if (progress.requests > MAX_REQUESTS) await send(channel, { type: "names", id, names: [] });
      else await send(channel, await answerNames(context, id));
    }
    return true;
  } catch (error) {
    // A broken pipe is the end of the sandbox, which tells its own story.
    return !(error instanceof LineError);
  }
}
