"use client";

import { Check, ChevronsUpDown, Plus } from "lucide-react";
import type { ShellProps } from "#components/shell/shell-props.ts";
import { Button } from "#components/ui/button.tsx";
import { DropdownMenuLabel, DropdownMenuSeparator } from "#components/ui/dropdown-menu-parts.tsx";
import { DropdownMenu, DropdownMenuItem } from "#components/ui/dropdown-menu.tsx";

/** Shows the current workspace and leads to the others, or to a new one. */
export function WorkspaceSwitcher({ workspace, workspaces }: Pick<ShellProps, "workspace" | "workspaces">) {
  const name = workspace?.name ?? "Workspaces";
  return (
    <DropdownMenu
      trigger={
        <Button
          variant="ghost"
          size="sm"
          className="min-w-0 shrink text-ink"
          aria-label={`Workspace: ${name}`}
        >
          <span className="max-w-[34vw] min-w-0 truncate sm:max-w-[18rem]">{name}</span>
          <ChevronsUpDown aria-hidden="true" className="text-ink-faint" />
        </Button>
      }
    >
      <DropdownMenuLabel>Workspaces</DropdownMenuLabel>
      {workspaces.map((each) => {
        const isCurrent = each.slug === workspace?.slug;
        return (
          <DropdownMenuItem
            key={each.slug}
            href={`/w/${each.slug}/secrets`}
            current={isCurrent}
            icon={
              isCurrent ? (
                <Check aria-hidden="true" className="text-accent" />
              ) : (
                <span className="block size-4" />
              )
            }
          >
            {each.name}
          </DropdownMenuItem>
        );
      })}
      <DropdownMenuSeparator />
      <DropdownMenuItem href="/workspaces/new" icon={<Plus aria-hidden="true" />}>
        New workspace
      </DropdownMenuItem>
    </DropdownMenu>
  );
}
