"use client";

import { useState } from "react";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { ConfirmDialog } from "#components/members/confirm-dialog.tsx";
import { RoleMenu } from "#components/members/role-menu.tsx";
import { roleNames } from "#components/members/role-names.ts";
import { Button } from "#components/ui/button.tsx";
import { notify } from "#components/ui/notify.ts";
import type { Role } from "#lib/auth/permissions.ts";
import { removeMemberAction, updateMemberAction } from "#lib/members/server-actions.ts";
import type { MemberView } from "#lib/members/types.ts";
import type { ActionResult } from "#lib/result.ts";

interface MemberControlProps {
  workspace: string;
  member: MemberView;
  onChanged: () => void;
}

/** The choice of a role. It is saved at once; giving up one's own ownership is asked about first. */
export function MemberRole(props: MemberControlProps & { isSelf: boolean; choices: readonly Role[] }) {
  const { workspace, member, isSelf, choices, onChanged } = props;
  const [asked, setAsked] = useState<Role | null>(null);
  const { pending, failure, submit } = useSubmit<{ name: string; role: Role }>(changed);

  function changed({ name, role }: { name: string; role: Role }): void {
    notify.success(`${name} is now ${roleNames[role].one}.`);
    onChanged();
  }
  function change(to: Role): Promise<ActionResult<{ name: string; role: Role }>> {
    return updateMemberAction(workspace, { userId: member.userId, from: member.role, to });
  }

  return (
    <>
      <RoleMenu
        person={member.name}
        role={member.role}
        choices={choices}
        pending={pending}
        onChoose={(role) => {
          if (isSelf) {
            setAsked(role);
            return;
          }
          submit(() => change(role));
        }}
      />
      <FailureCallout failure={failure} />
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={() => {
          setAsked(null);
        }}
        title="Give up your own rights?"
        description={`You become ${roleNames[asked ?? member.role].one}. Only somebody else can change that back.`}
        confirm="Change my role"
        action={() => change(asked ?? member.role)}
        onDone={changed}
      />
    </>
  );
}

/** Takes somebody out, after a question. */
export function RemoveMember({ workspace, member, onChanged }: MemberControlProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        onClick={() => {
          setOpen(true);
        }}
      >
        Remove<span className="sr-only"> {member.name}</span>
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Remove ${member.name}?`}
        description="From the next click on they see nothing of this workspace, and links by which they invited others are dead. What they made stays."
        confirm="Remove from workspace"
        action={() => removeMemberAction(workspace, { userId: member.userId })}
        onDone={({ name }) => {
          notify.success(`${name} is removed.`);
          onChanged();
        }}
      />
    </>
  );
}
