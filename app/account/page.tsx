import type { Metadata } from "next";
import { NameForm } from "#components/account/name-form.tsx";
import { PasswordForm } from "#components/account/password-form.tsx";
import { SessionList } from "#components/account/session-list.tsx";
import { SignOutEverywhereForm } from "#components/account/sign-out-everywhere-form.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listOwnSessions } from "#lib/account/queries.ts";
import { requirePersonPage } from "#lib/auth/page.ts";
import { signOutAction } from "#lib/auth/server-actions.ts";
import { listWorkspaces } from "#lib/workspaces/queries.ts";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const person = await requirePersonPage("/account");
  const [workspaces, sessions] = await Promise.all([listWorkspaces(person), listOwnSessions(person)]);
  return (
    <AppShell
      workspace={null}
      workspaces={workspaces}
      person={{ name: person.name, email: person.email }}
      onSignOut={signOutAction}
    >
      <PageHeader title="Account" description={<p className="break-words">Signed in as {person.email}</p>} />
      <div className="grid max-w-3xl gap-6">
        <Panel title="Name">
          <NameForm name={person.name} />
        </Panel>
        <Panel title="Password">
          <PasswordForm email={person.email} />
        </Panel>
        <Panel
          title="Sessions"
          description="Each ends after 7 days without use, and after 30 days in any case."
          actions={<SignOutEverywhereForm />}
          flush
        >
          <SessionList sessions={sessions} />
        </Panel>
      </div>
    </AppShell>
  );
}
