"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConfirmDialog } from "#components/members/confirm-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { leaveWorkspaceAction } from "#lib/members/server-actions.ts";

/** Takes oneself out, after a question. */
export function LeaveWorkspace({ workspace, name }: { workspace: string; name: string }) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        Leave workspace
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Leave ${name}?`}
        description="You see nothing of this workspace afterwards. To come back, somebody has to invite you again."
        confirm="Leave"
        action={() => leaveWorkspaceAction(workspace, {})}
        onDone={() => {
          router.push("/");
        }}
      />
    </>
  );
}
