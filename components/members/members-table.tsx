"use client";

import { MemberRole, RemoveMember } from "#components/members/member-row-buttons.tsx";
import { roleNames } from "#components/members/role-names.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { grantableRoles, hasPermission, mayManageRole, type Role } from "#lib/auth/permissions.ts";
import type { MemberView } from "#lib/members/types.ts";

interface MembersTableProps {
  workspace: string;
  /** Who looks at it, and as what. */
  self: { readonly userId: string; readonly role: Role };
  members: readonly MemberView[];
  onChanged: () => void;
}

/** Everybody in the workspace. Controls are drawn only where the viewer's role allows them; the server decides anyway. */
export function MembersTable({ workspace, self, members, onChanged }: MembersTableProps) {
  const mayChange = (member: MemberView): boolean =>
    hasPermission(self.role, "member.update") && mayManageRole(self.role, member.role);

  const columns: Column<MemberView>[] = [
    {
      key: "name",
      header: "Name",
      cell: (member) => (
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 font-medium break-words">{member.name}</span>
            {member.userId === self.userId && <Badge>You</Badge>}
          </div>
          <div className="text-sm break-all text-ink-muted">{member.email}</div>
        </div>
      ),
    },
    {
      key: "role",
      header: "Role",
      cell: (member) =>
        mayChange(member) ? (
          <MemberRole
            workspace={workspace}
            member={member}
            isSelf={member.userId === self.userId}
            choices={grantableRoles(self.role)}
            onChanged={onChanged}
          />
        ) : (
          roleNames[member.role].name
        ),
    },
    {
      key: "joined",
      header: "Joined",
      hideBelow: "md",
      cell: (member) => <RelativeTime value={member.joinedAt} />,
    },
    {
      key: "remove",
      header: "Remove",
      headerHidden: true,
      align: "end",
      cell: (member) =>
        mayChange(member) && member.userId !== self.userId ? (
          <RemoveMember workspace={workspace} member={member} onChanged={onChanged} />
        ) : null,
    },
  ];
  const shown = hasPermission(self.role, "member.remove") ? columns : columns.slice(0, -1);
  return <DataTable caption="Members" columns={shown} rows={members} rowKey={(member) => member.userId} />;
}
