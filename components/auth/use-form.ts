"use client";

import { unstable_rethrow } from "next/navigation";
import { useActionState, useEffect, useRef, useState, useTransition } from "react";
import type { SubmitEvent, RefObject } from "react";
import { notify } from "#components/ui/notify.ts";
import type { ActionFailure, FormAction, FormState } from "#lib/result.ts";

interface Form {
  /** Spread on the form element. */
  readonly props: {
    readonly ref: RefObject<HTMLFormElement | null>;
    readonly action: (form: FormData) => void;
    readonly onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  };
  readonly pending: boolean;
  /** What went wrong at the last submit. */
  readonly failure: ActionFailure | null;
  /** What a submit without JavaScript did; with it, a toast says so. */
  readonly done: string | undefined;
}

const unreachable: ActionFailure = {
  ok: false,
  code: "UNAVAILABLE",
  message:
    "Tacit could not be reached, so it isn't sure whether this was done. What you typed is still here: try again.",
  fieldErrors: {},
};

/**
 * A form on a server action. With JavaScript the fields keep what was typed whatever happens, a lost connection too; without, it is
 * a plain form post. `onDone` runs after a success that stays on the page.
 */
export function useForm(action: FormAction, onDone?: () => void): Form {
  const ref = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const [posted, post] = useActionState(action, null);
  const [answered, setAnswered] = useState<FormState>(null);
  const [pending, startTransition] = useTransition();
  const state = answered ?? posted;

  useEffect(() => {
    if (state?.ok === false) ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);

  // Not by React's `action`: after that it empties the fields, failure or not.
  function onSubmit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    const form = event.currentTarget;
    startTransition(async () => {
      let next: FormState;
      try {
        next = await action(null, new FormData(form));
      } catch (error) {
        unstable_rethrow(error);
        next = unreachable;
      } finally {
        sending.current = false;
      }
      startTransition(() => {
        setAnswered(next);
      });
      if (next?.ok !== true) return;
      notify.success(next.data.message);
      onDone?.();
    });
  }

  return {
    props: { ref, action: post, onSubmit },
    pending,
    failure: state?.ok === false ? state : null,
    done: answered === null && posted?.ok === true ? posted.data.message : undefined,
  };
}
