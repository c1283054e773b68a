"use client";

import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { roleNames } from "#components/members/role-names.ts";
import { Button } from "#components/ui/button.tsx";
import { notify } from "#components/ui/notify.ts";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { mayManageRole, type Role } from "#lib/auth/permissions.ts";
import { withdrawInvitationAction } from "#lib/members/server-actions.ts";
import type { InvitationView } from "#lib/members/types.ts";

interface InvitationsListProps {
  workspace: string;
  role: Role;
  invitations: readonly InvitationView[];
  onChanged: () => void;
}

/** The invitations that can still be accepted. */
export function InvitationsList({ workspace, role, invitations, onChanged }: InvitationsListProps) {
  if (invitations.length === 0) return null;
  return (
    <Panel title="Open invitations" flush>
      <ul className="divide-y">
        {invitations.map((invitation) => (
          <li
            key={invitation.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5"
          >
            <div className="min-w-0">
              <p className="font-medium break-all">{invitation.email}</p>
              <p className="text-sm text-ink-muted">
                {roleNames[invitation.role].name} · invited by {invitation.invitedByName} · ends{" "}
                <RelativeTime value={invitation.expiresAt} />
              </p>
            </div>
            {mayManageRole(role, invitation.role) && (
              <Withdraw workspace={workspace} invitation={invitation} onChanged={onChanged} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Withdraw(props: { workspace: string; invitation: InvitationView; onChanged: () => void }) {
  const { workspace, invitation, onChanged } = props;
  const { pending, failure, submit } = useSubmit<{ email: string }>(({ email }) => {
    notify.success(`The invitation for ${email} is withdrawn.`);
    onChanged();
  });
  return (
    <div className="grid justify-items-end gap-2">
      <Button
        size="sm"
        pending={pending}
        onClick={() => {
          submit(() => withdrawInvitationAction(workspace, { invitationId: invitation.id }));
        }}
      >
        Withdraw<span className="sr-only"> the invitation for {invitation.email}</span>
      </Button>
      <FailureCallout failure={failure} />
    </div>
  );
}
