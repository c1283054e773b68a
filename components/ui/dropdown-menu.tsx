"use client";

import Link from "next/link";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { menuItemStyle, menuPanelStyle } from "#components/ui/menu-style.ts";

interface DropdownMenuProps {
  /** One button; it gets the menu's state and name. */
  trigger: ReactElement;
  align?: "start" | "end";
  children: ReactNode;
}

/** A menu under a button. Not modal: the page behind stays scrollable and readable. */
export function DropdownMenu({ trigger, align = "start", children }: DropdownMenuProps) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      {/* No portal: the menu stays inside the landmark, and the dialog, that its button is in. */}
      <Primitive.Content align={align} sideOffset={6} collisionPadding={8} className={menuPanelStyle}>
        {children}
      </Primitive.Content>
    </Primitive.Root>
  );
}

interface DropdownMenuItemProps {
  /** Where it leads; without it the item is a command. */
  href?: string;
  onSelect?: (event: Event) => void;
  icon?: ReactNode;
  tone?: "plain" | "danger";
  /** The page that one is on. */
  current?: boolean;
  disabled?: boolean;
  children: ReactNode;
}

/** A link or a command in a menu. */
export function DropdownMenuItem(props: DropdownMenuItemProps) {
  const { href, onSelect, icon, tone = "plain", current = false, disabled = false, children } = props;
  const className = classNames(
    menuItemStyle,
    tone === "danger" && "text-danger data-highlighted:bg-danger-wash data-highlighted:text-danger",
  );
  const content = (
    <>
      {icon !== undefined && <span className="text-ink-faint [&_svg]:size-4">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </>
  );
  return (
    <Primitive.Item
      disabled={disabled}
      className={className}
      asChild={href !== undefined}
      {...(onSelect ? { onSelect } : {})}
    >
      {href === undefined ? (
        content
      ) : (
        <Link href={href} aria-current={current ? "true" : undefined}>
          {content}
        </Link>
      )}
    </Primitive.Item>
  );
}
