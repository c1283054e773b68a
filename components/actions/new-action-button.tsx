"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useSubmit } from "#components/forms/use-submit.ts";
import { Button } from "#components/ui/button.tsx";
import { notify } from "#components/ui/notify.ts";
import { createActionAction } from "#lib/actions/server-actions.ts";

/** Makes an action and opens its page at once. */
export function NewActionButton({ workspace }: { workspace: string }) {
  const router = useRouter();
  const { pending, failure, submit } = useSubmit<{ id: string }>(({ id }) => {
    router.push(`/w/${workspace}/actions/${id}`);
    // Back is to show it in the list.
    router.refresh();
  });
  useEffect(() => {
    if (failure !== null) notify.error(failure.message);
  }, [failure]);
  return (
    <Button
      variant="primary"
      pending={pending}
      onClick={() => {
        submit((idempotencyKey) => createActionAction(workspace, { idempotencyKey }));
      }}
    >
      <Plus aria-hidden="true" />
      New action
    </Button>
  );
}
