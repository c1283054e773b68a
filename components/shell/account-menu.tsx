"use client";

import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { startTransition } from "react";
import type { ShellProps } from "#components/shell/shell-props.ts";
import {
  DropdownMenuChoice,
  DropdownMenuLabel,
  DropdownMenuSeparator,
} from "#components/ui/dropdown-menu-parts.tsx";
import { DropdownMenu, DropdownMenuItem } from "#components/ui/dropdown-menu.tsx";
import { useTheme } from "#components/ui/use-theme.ts";

const themes = [
  { value: "system", label: "System", icon: <Monitor aria-hidden="true" /> },
  { value: "light", label: "Light", icon: <Sun aria-hidden="true" /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden="true" /> },
] as const;

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  return letters.join("").toUpperCase();
}

/** The person's own corner: account, theme, sign-out. */
export function AccountMenu({ person, onSignOut }: Pick<ShellProps, "person" | "onSignOut">) {
  const [theme, setTheme] = useTheme();
  return (
    <DropdownMenu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`Account: ${person.name}`}
          className="grid size-8 place-items-center rounded-full border border-accent/30 bg-accent-wash text-xs font-semibold text-accent hover:border-accent"
        >
          {initials(person.name)}
        </button>
      }
    >
      <div className="max-w-64 px-2.5 pt-1.5 pb-2">
        <div className="truncate text-sm font-medium">{person.name}</div>
        <div className="truncate text-xs text-ink-muted">{person.email}</div>
      </div>
      <DropdownMenuSeparator />
      <DropdownMenuItem href="/account" icon={<UserRound aria-hidden="true" />}>
        Account
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuLabel>Theme</DropdownMenuLabel>
      <DropdownMenuChoice label="Theme" value={theme} onChange={setTheme} options={themes} />
      <DropdownMenuSeparator />
      <DropdownMenuItem
        icon={<LogOut aria-hidden="true" />}
        onSelect={() => {
          startTransition(onSignOut);
        }}
      >
        Sign out
      </DropdownMenuItem>
    </DropdownMenu>
  );
}
