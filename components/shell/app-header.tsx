import Link from "next/link";
import { AccountMenu } from "#components/shell/account-menu.tsx";
import type { ShellProps } from "#components/shell/shell-props.ts";
import { WorkspaceNav } from "#components/shell/workspace-nav.tsx";
import { WorkspaceSwitcher } from "#components/shell/workspace-switcher.tsx";
import { Logo } from "#components/ui/logo.tsx";

/** Logo, workspace switcher and account menu, and under them the workspace's sections. */
export function AppHeader({ workspace, workspaces, person, onSignOut }: Omit<ShellProps, "children">) {
  return (
    <header className="border-b bg-surface">
      <div className="mx-auto flex h-14 max-w-6xl min-w-0 items-center gap-2 px-4 sm:gap-3 sm:px-6 lg:px-8">
        <Link
          href={workspace ? `/w/${workspace.slug}/secrets` : "/"}
          className="flex shrink-0 rounded-sm"
          aria-label="Tacit, home"
        >
          <Logo />
        </Link>
        <span aria-hidden="true" className="h-5 w-px shrink-0 rotate-12 bg-edge/60" />
        <WorkspaceSwitcher workspace={workspace} workspaces={workspaces} />
        <div className="ml-auto">
          <AccountMenu person={person} onSignOut={onSignOut} />
        </div>
      </div>
      {workspace && <WorkspaceNav slug={workspace.slug} />}
    </header>
  );
}
