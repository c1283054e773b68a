import type { Metadata } from "next";
import { CreateWorkspaceForm } from "#components/account/create-workspace-form.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePersonPage } from "#lib/auth/page.ts";
import { signOutAction } from "#lib/auth/server-actions.ts";
import { listWorkspaces } from "#lib/workspaces/queries.ts";

export const metadata: Metadata = { title: "New workspace" };

export default async function NewWorkspacePage() {
  const person = await requirePersonPage("/workspaces/new");
  return (
    <AppShell
      workspace={null}
      workspaces={await listWorkspaces(person)}
      person={{ name: person.name, email: person.email }}
      onSignOut={signOutAction}
    >
      <PageHeader
        title="New workspace"
        description="A workspace has its own secrets, actions and members. Nothing in it can be seen or used from another one. You will be its owner."
      />
      <CreateWorkspaceForm />
    </AppShell>
  );
}
