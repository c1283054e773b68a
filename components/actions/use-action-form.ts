"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useSubmit } from "#components/forms/use-submit.ts";
import { notify } from "#components/ui/notify.ts";
import { saveActionAction } from "#lib/actions/server-actions.ts";
import type { ActionDetail, SavedAction } from "#lib/actions/types.ts";
import { startRunAction } from "#lib/runs/server-actions.ts";

interface Draft {
  readonly name: string;
  readonly code: string;
  readonly selected: readonly string[];
}

function sameDraft(a: Draft, b: Draft): boolean {
  return a.name === b.name && a.code === b.code && a.selected.join() === b.selected.join();
}

/** An action being edited: what is typed, what is saved, and the run that was started last. */
export function useActionForm(workspace: string, action: ActionDetail) {
  const first = { name: action.name, code: action.code, selected: action.selectedSecrets };
  const router = useRouter();
  const [draft, setDraft] = useState<Draft>(first);
  const [saved, setSaved] = useState<Draft>(first);
  const [verdict, setVerdict] = useState<Omit<SavedAction, "referencedSecrets">>(action);
  const [runId, setRunId] = useState<string | null>(null);
  const sent = useRef<Draft>(first);
  const runAfterwards = useRef(false);
  const isDirty = !sameDraft(draft, saved);

  const running = useSubmit<{ id: string }>(({ id }) => {
    setRunId(id);
  });

  function startRun(): void {
    running.edited();
    running.submit((idempotencyKey) => startRunAction(workspace, { actionId: action.id, idempotencyKey }));
  }

  const saving = useSubmit<SavedAction>((result) => {
    setSaved(sent.current);
    setVerdict(result);
    // Back would otherwise show this page as the router remembers it, from before.
    router.refresh();
    if (result.syntaxProblem !== null)
      notify.error(`Saved, but Python can't read line ${result.syntaxProblem.line}.`);
    else if (!runAfterwards.current) notify.success("Saved.");
    if (runAfterwards.current && result.syntaxProblem === null) startRun();
    runAfterwards.current = false;
  });

  function save(thenRun: boolean): void {
    runAfterwards.current = thenRun;
    sent.current = draft;
    saving.submit((idempotencyKey) =>
      saveActionAction(workspace, {
        actionId: action.id,
        revision: verdict.revision,
        name: draft.name,
        code: draft.code,
        selectedSecrets: [...draft.selected],
        idempotencyKey,
      }),
    );
  }

  return {
    draft,
    isDirty,
    problem: verdict.syntaxProblem,
    runId,
    pending: { save: saving.pending, run: running.pending },
    failure: saving.failure ?? running.failure,
    edit: (change: Partial<Draft>) => {
      setDraft((current) => ({ ...current, ...change }));
      saving.edited("name" in change ? "name" : undefined);
    },
    save: () => {
      save(false);
    },
    /** Runs what is saved; what is typed is saved first, so that what runs is what is seen. */
    run: () => {
      if (isDirty) save(true);
      else startRun();
    },
  };
}
