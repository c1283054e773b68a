"use client";

import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { notify } from "#components/ui/notify.ts";
import { cancelRunAction } from "#lib/runs/server-actions.ts";

/** Stops a run that has not ended. */
export function CancelButton(props: { workspace: string; runId: string; requested: boolean }) {
  const [pending, startTransition] = useTransition();

  function cancel(): void {
    startTransition(async () => {
      const result = await cancelRunAction(props.workspace, { runId: props.runId }).catch(() => null);
      if (result === null) notify.error("The connection was lost. Try again.");
      else if (!result.ok) notify.error(result.message);
    });
  }

  return (
    <Button size="sm" onClick={cancel} pending={pending || props.requested}>
      Cancel
    </Button>
  );
}
