import type { ReactNode } from "react";
import { RememberWorkspace } from "#components/auth/remember-workspace.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { requirePersonPage, requireWorkspacePage } from "#lib/auth/page.ts";
import { signOutAction } from "#lib/auth/server-actions.ts";
import { listWorkspaces } from "#lib/workspaces/queries.ts";

interface WorkspaceLayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

/** The frame of a workspace. It is not drawn anew when one moves between its pages: each page asks for its own context. */
export default async function WorkspaceLayout({ params, children }: WorkspaceLayoutProps) {
  const ctx = await requireWorkspacePage((await params).workspace);
  const person = await requirePersonPage(`/w/${ctx.workspaceSlug}/secrets`);
  return (
    <AppShell
      workspace={{ name: ctx.workspaceName, slug: ctx.workspaceSlug, role: ctx.role }}
      workspaces={await listWorkspaces(person)}
      person={{ name: person.name, email: person.email }}
      onSignOut={signOutAction}
    >
      <RememberWorkspace slug={ctx.workspaceSlug} />
      {children}
    </AppShell>
  );
}
