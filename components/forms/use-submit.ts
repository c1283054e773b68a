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
  /** How many tries did not succeed, refused ones included. */
  readonly failures: number;
  /** Sends, with a key that stays the same until something is edited, so that a repeated try is one submit. */
  readonly submit: (send: (idempotencyKey: string) => Promise<ActionResult<Data>>) => void;
  /** Refuses without sending: what is wrong is plain to see here. */
  readonly refuse: (fieldErrors: ActionFailure["fieldErrors"]) => void;
  /** To be called on every edit: the next try is another submit, and what was said about the edited field holds no more. */
  readonly edited: (field?: string) => void;
}

/** The failure without what it says of one field; null when it said nothing else. */
function withoutField(failure: ActionFailure | null, field: string): ActionFailure | null {
  if (failure?.fieldErrors[field] === undefined) return failure;
  const others = Object.entries(failure.fieldErrors).filter(([name]) => name !== field);
  return others.length === 0 ? null : { ...failure, fieldErrors: Object.fromEntries(others) };
}

/** A form's way to a server action: pending state, failures beside their fields, and retries that never save twice. */
export function useSubmit<Data>(onSuccess: (data: Data) => void): Submit<Data> {
  const [pending, startTransition] = useTransition();
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [failures, setFailures] = useState(0);
  const [key] = useState(() => new SubmitKey());

  function fail(why: ActionFailure): void {
    setFailure(why);
    setFailures((count) => count + 1);
  }

  function submit(send: (idempotencyKey: string) => Promise<ActionResult<Data>>): void {
    const idempotencyKey = key.begin();
    if (idempotencyKey === null) return;
    startTransition(async () => {
      // Whatever is thrown here is the way to the server or its answer: whether it was done is not known.
      const result = await send(idempotencyKey).catch((): ActionFailure => LOST);
      key.end(result.ok);
      if (result.ok) {
        setFailure(null);
        onSuccess(result.data);
      } else fail(result);
    });
  }

  return {
    pending,
    failure,
    failures,
    submit,
    refuse: (fieldErrors) => {
      fail({ ok: false, code: "INVALID", message: "Please check what is marked.", fieldErrors });
    },
    edited: (field) => {
      key.edited();
      if (field !== undefined) setFailure((current) => withoutField(current, field));
    },
  };
}
