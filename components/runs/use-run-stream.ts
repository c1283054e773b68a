"use client";

import { useEffect, useReducer } from "react";
import type { LogChunk, RunDetail } from "#lib/runs/types.ts";

interface LiveRun {
  readonly run: RunDetail | null;
  readonly log: readonly LogChunk[];
  /** Why nothing more arrives although the run may go on. */
  readonly problem: string | null;
}

type Event =
  | { readonly type: "reset"; readonly initial: LiveRun }
  | { readonly type: "run"; readonly run: RunDetail }
  | { readonly type: "log"; readonly chunk: LogChunk }
  | { readonly type: "problem"; readonly message: string | null };

function reduce(state: LiveRun, event: Event): LiveRun {
  switch (event.type) {
    case "reset":
      return event.initial;
    case "run":
      return { ...state, run: event.run, problem: null };
    case "log":
      // The server resumes after the last piece; one that comes twice all the same is dropped.
      return (state.log.at(-1)?.seq ?? 0) >= event.chunk.seq
        ? state
        : { ...state, log: [...state.log, event.chunk], problem: null };
    case "problem":
      return { ...state, problem: event.message };
  }
}

const nothing: LiveRun = { run: null, log: [], problem: null };

/**
 * A run as it goes on, by server-sent events: begins with what the server rendered, resumes by itself after a lost connection, and stops when
 * the run has ended. Null for `runId` follows nothing.
 */
export function useRunStream(
  workspace: string,
  runId: string | null,
  initial: { readonly run: RunDetail; readonly log: readonly LogChunk[] } | null = null,
): LiveRun {
  const start = initial === null ? nothing : { ...initial, problem: null };
  const [state, dispatch] = useReducer(reduce, start);
  const after = initial?.log.at(-1)?.seq ?? 0;

  useEffect(() => {
    if (runId === null) return;
    if (after === 0) dispatch({ type: "reset", initial: nothing });
    const source = new EventSource(`/api/w/${workspace}/runs/${runId}/stream?after=${after}`);
    source.addEventListener("log", (event: MessageEvent<string>) => {
      dispatch({ type: "log", chunk: JSON.parse(event.data) as LogChunk });
    });
    source.addEventListener("run", (event: MessageEvent<string>) => {
      dispatch({ type: "run", run: JSON.parse(event.data) as RunDetail });
    });
    source.addEventListener("end", () => {
      source.close();
    });
    source.addEventListener("gone", () => {
      source.close();
      dispatch({ type: "problem", message: "You are signed out, or no longer in this workspace." });
    });
    source.addEventListener("error", () => {
      const closed = source.readyState === EventSource.CLOSED;
      dispatch({
        type: "problem",
        message: closed
          ? "The live log could not be opened. Reload the page."
          : "The connection was lost. Connecting again…",
      });
    });
    return () => {
      source.close();
    };
  }, [workspace, runId, after]);

  return state;
}
