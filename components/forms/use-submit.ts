"use client";

import { useState, useTransition } from "react";
import { SubmitKey } from "#components/forms/submit-key.ts";
import type { ActionFailure, ActionResult } from "#lib/result.ts";

const LOST: ActionFailure = {
  ok: false,
  code: "UNAVAILABLE",
  message:
    "The connection was lost, so it isn't known yet whether this was saved. What you typed is still here: try again. It will not be saved twice.",
  fieldErrors: {},
};

interface Submit<Data> {
  readonly pending: boolean;
  /** Why the last try did not succeed; what was typed stays in the form. */
  readonly failure: ActionFailure | null;
  /** Sends, with a key that stays the same until something is edited, so that a repeated try is one submit. */
  readonly submit: (send: (idempotencyKey: string) => Promise<ActionResult<Data>>) => void;
  /** To be called on every edit: the next try is another submit. */
  readonly edited: () => void;
}

/** A form's way to a server action: pending state, failures beside their fields, and retries that never save twice. */
export function useSubmit<Data>(onSuccess: (data: Data) => void): Submit<Data> {
  const [pending, startTransition] = useTransition();
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [key] = useState(() => new SubmitKey());

  function submit(send: (idempotencyKey: string) => Promise<ActionResult<Data>>): void {
    const idempotencyKey = key.begin();
    if (idempotencyKey === null) return;
    startTransition(async () => {
      // Whatever is thrown here is the way to the server or its answer: whether it was done is not known.
      const result = await send(idempotencyKey).catch((): ActionFailure => LOST);
      key.end(result.ok);
      setFailure(result.ok ? null : result);
      if (result.ok) onSuccess(result.data);
    });
  }

  return {
    pending,
    failure,
    submit,
    edited: () => {
      key.edited();
    },
  };
}
