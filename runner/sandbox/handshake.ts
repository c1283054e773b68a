// Guards the line between a set-up that failed and an action that runs: only `ready` opens it.
import type { Duplex, Readable } from "node:stream";

/** The longest first line and the most of stderr that a failed set-up is told with. */
const MOST_TEXT = 4096;

/**
 * Waits for the sandbox's first line on `channel`. Resolves with null on `ready`; with the problem's text when the set-up
 * failed or the channel ended. What follows the line stays in the channel, which is left paused; and `stderr`, on which
 * bubblewrap speaks before any action exists, is left as a caller would get it fresh.
 */
export function awaitReady(channel: Duplex, stderr: Readable): Promise<string | null> {
  let complaint = "";
  let line = Buffer.alloc(0);
  const { promise, resolve } = Promise.withResolvers<string | null>();

  const readComplaint = (): void => {
    for (let chunk: unknown = stderr.read(); chunk !== null; chunk = stderr.read()) {
      if (complaint.length < MOST_TEXT) complaint += (chunk as Buffer).toString("utf8");
    }
  };
  const finish = (problem: string | null): void => {
    channel.off("readable", readLine).off("end", ended).off("error", ended).off("close", ended);
    stderr.off("readable", readComplaint).off("close", ended);
    resolve(problem);
  };
  const ended = (): void => {
    // What bubblewrap complained about may still be under way.
    if (!stderr.readableEnded && !stderr.destroyed) {
      stderr.once("close", ended);
      return;
    }
    finish(complaint.trim().slice(0, MOST_TEXT) || "The sandbox ended while it was being set up.");
  };
  const readLine = (): void => {
    for (let chunk: unknown = channel.read(); chunk !== null; chunk = channel.read()) {
      line = Buffer.concat([line, chunk as Buffer]);
      const end = line.indexOf(10);
      if (end < 0 && line.length <= MOST_TEXT) continue;
      if (end >= 0 && line.length > end + 1) channel.unshift(line.subarray(end + 1));
      finish(problemOf(line.subarray(0, end < 0 ? MOST_TEXT : end).toString("utf8")));
      return;
    }
  };
  channel.on("readable", readLine).on("end", ended).on("error", ended).on("close", ended);
  stderr.on("readable", readComplaint);
  return promise;
}

/** Null for `ready`; else what the bootstrap said went wrong. */
function problemOf(line: string): string | null {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message === "object" && message !== null && "type" in message) {
      if (message.type === "ready") return null;
      if ("error" in message && typeof message.error === "string") return message.error;
    }
  } catch {
    // Not JSON: told below.
  }
  return "The sandbox answered in a way that Tacit doesn't know.";
}
