import { AppHeader } from "#components/shell/app-header.tsx";
import type { ShellProps } from "#components/shell/shell-props.ts";
import { SkipLink } from "#components/shell/skip-link.tsx";

/** The frame around every signed-in page: header, navigation, content. */
export function AppShell({ children, ...header }: ShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <AppHeader {...header} />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl min-w-0 flex-1 px-4 pt-8 pb-20 outline-none sm:px-6 sm:pt-11 lg:px-8"
      >
        {children}
      </main>
    </div>
  );
}
