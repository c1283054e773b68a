import type { EgressContact } from "#egress/protocol.ts";
import type { Execution } from "#runner/execute.ts";
import type { StopCause } from "#runner/outcome.ts";

/** A run that this process has taken: from before its claim, so that no cancel gets lost, until its end is stored. */
export interface ActiveRun {
  /** Set once; a run that has not started yet must not start then. */
  readonly stopCause: () => StopCause | undefined;
  /** Says that the run is this runner's now: from here on its lease has to be renewed. */
  readonly claimed: () => void;
  /** Ties the run to its sandbox's execution, and stops that at once if the run was stopped before. */
  readonly begin: (sandboxId: string, execution: Execution) => void;
}

/** The runs of this process. */
export interface ActiveRuns {
  readonly count: () => number;
  /** Those whose lease has to be renewed. */
  readonly claimedIds: () => string[];
  /** Null when the run is here already. */
  readonly add: (runId: string) => ActiveRun | null;
  readonly remove: (runId: string) => void;
  readonly stop: (runId: string, cause: StopCause) => void;
  readonly stopAll: (cause: StopCause) => void;
  readonly noteContact: (contact: EgressContact) => void;
  readonly noteEgressLost: (sandboxIds: readonly string[]) => void;
  /** Resolves when there are fewer than `count`. */
  readonly below: (count: number) => Promise<unknown>;
}

interface Entry {
  claimed: boolean;
  stopCause: StopCause | undefined;
  sandboxId: string | undefined;
  execution: Execution | undefined;
}

/** An empty list of runs. */
export function createActiveRuns(): ActiveRuns {
  const entries = new Map<string, Entry>();
  let waiters: { count: number; wake: () => void }[] = [];

  const halt = (entry: Entry, cause: StopCause): void => {
    entry.stopCause ??= cause;
    entry.execution?.stop(cause);
  };
  const bySandbox = (id: string): Entry | undefined => {
    for (const entry of entries.values()) if (entry.sandboxId === id) return entry;
    return undefined;
  };

  return {
    count: () => entries.size,
    claimedIds: () => [...entries].flatMap(([id, { claimed }]) => (claimed ? [id] : [])),
    add(runId) {
      if (entries.has(runId)) return null;
      const entry: Entry = {
        claimed: false,
        stopCause: undefined,
        sandboxId: undefined,
        execution: undefined,
      };
      entries.set(runId, entry);
      return {
        stopCause: () => entry.stopCause,
        claimed() {
          entry.claimed = true;
        },
        begin(sandboxId, execution) {
          entry.sandboxId = sandboxId;
          entry.execution = execution;
          if (entry.stopCause !== undefined) execution.stop(entry.stopCause);
        },
      };
    },
    remove(runId) {
      entries.delete(runId);
      for (const { wake } of waiters.filter(({ count }) => entries.size < count)) wake();
      waiters = waiters.filter(({ count }) => entries.size >= count);
    },
    stop(runId, cause) {
      const entry = entries.get(runId);
      if (entry !== undefined) halt(entry, cause);
    },
    stopAll(cause) {
      for (const entry of entries.values()) halt(entry, cause);
    },
    noteContact(contact) {
      bySandbox(contact.sandbox)?.execution?.noteContact(contact);
    },
    noteEgressLost(sandboxIds) {
      for (const id of sandboxIds) bySandbox(id)?.execution?.noteEgressLost();
    },
    below(count) {
      if (entries.size < count) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const wake = (): void => {
        resolve(undefined);
      };
      waiters.push({ count, wake });
      return promise;
    },
  };
}
