import type { Metadata } from "next";
import { MembersView } from "#components/members/members-view.tsx";
import { requireWorkspacePage } from "#lib/auth/page.ts";
import { hasPermission } from "#lib/auth/permissions.ts";
import { listInvitations, listMembers } from "#lib/members/queries.ts";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({ params }: { params: Promise<{ workspace: string }> }) {
  const ctx = await requireWorkspacePage((await params).workspace);
  const mayInvite = hasPermission(ctx.role, "member.invite");
  const [members, invitations] = await Promise.all([
    listMembers(ctx),
    mayInvite ? listInvitations(ctx) : null,
  ]);
  return (
    <MembersView
      workspace={{ slug: ctx.workspaceSlug, name: ctx.workspaceName }}
      self={{ userId: ctx.userId, role: ctx.role }}
      members={members}
      invitations={invitations}
    />
  );
}
