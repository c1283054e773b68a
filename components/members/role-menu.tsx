"use client";

import { ChevronsUpDown } from "lucide-react";
import { roleNames } from "#components/members/role-names.ts";
import { Button } from "#components/ui/button.tsx";
import { DropdownMenuChoice } from "#components/ui/dropdown-menu-parts.tsx";
import { DropdownMenu } from "#components/ui/dropdown-menu.tsx";
import type { Role } from "#lib/auth/permissions.ts";

interface RoleMenuProps {
  person: string;
  role: Role;
  choices: readonly Role[];
  pending: boolean;
  onChoose: (role: Role) => void;
}

/** Somebody's role as a button that opens the choice. */
export function RoleMenu({ person, role, choices, pending, onChoose }: RoleMenuProps) {
  return (
    <DropdownMenu
      trigger={
        <Button size="sm" pending={pending}>
          {roleNames[role].name}
          <span className="sr-only">, change the role of {person}</span>
          <ChevronsUpDown aria-hidden="true" className="text-ink-faint" />
        </Button>
      }
    >
      <DropdownMenuChoice
        label={`Role of ${person}`}
        value={role}
        onChange={(chosen) => {
          if (chosen !== role) onChoose(chosen);
        }}
        options={choices.map((each) => ({ value: each, label: roleNames[each].name }))}
      />
    </DropdownMenu>
  );
}
