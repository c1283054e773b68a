"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { InvitationsList } from "#components/members/invitations-list.tsx";
import { InviteForm } from "#components/members/invite-form.tsx";
import { LeaveWorkspace } from "#components/members/leave-workspace.tsx";
import { MembersTable } from "#components/members/members-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { grantableRoles, type Role } from "#lib/auth/permissions.ts";
import type { InvitationView, MemberView } from "#lib/members/types.ts";

interface MembersViewProps {
  workspace: { readonly slug: string; readonly name: string };
  self: { readonly userId: string; readonly role: Role };
  members: readonly MemberView[];
  /** Null for those who may not invite. */
  invitations: readonly InvitationView[] | null;
}

/** People and roles; inviting and the open invitations for owners and admins. */
export function MembersView({ workspace, self, members, invitations }: MembersViewProps) {
  const router = useRouter();
  const [, startTransition] = useTransition();
  const reload = (): void => {
    startTransition(() => {
      router.refresh();
    });
  };
  return (
    <>
      <PageHeader
        title="Members"
        description={
          invitations === null
            ? "Everybody in this workspace. Owners and admins invite others."
            : "Everybody in this workspace. A change of role holds from their next click on."
        }
        actions={<LeaveWorkspace workspace={workspace.slug} name={workspace.name} />}
      />
      <div className="grid gap-8">
        {invitations !== null && (
          <InviteForm workspace={workspace.slug} roles={grantableRoles(self.role)} onInvited={reload} />
        )}
        <MembersTable workspace={workspace.slug} self={self} members={members} onChanged={reload} />
        {invitations !== null && (
          <InvitationsList
            workspace={workspace.slug}
            role={self.role}
            invitations={invitations}
            onChanged={reload}
          />
        )}
      </div>
    </>
  );
}
