"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { menuItemStyle } from "#components/ui/menu-style.ts";

/** A quiet heading in a menu. */
export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="px-2.5 pt-2 pb-1 text-xs text-ink-faint">{children}</Primitive.Label>;
}

/** A hairline between groups of a menu. */
export function DropdownMenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-rule" />;
}

interface DropdownMenuChoiceProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { readonly value: Value; readonly label: string; readonly icon?: ReactNode }[];
}

/** One of several, chosen in a menu. */
export function DropdownMenuChoice<Value extends string>(props: DropdownMenuChoiceProps<Value>) {
  const { label, value, onChange, options } = props;
  return (
    <Primitive.RadioGroup value={value} aria-label={label}>
      {options.map((option) => (
        <Primitive.RadioItem
          key={option.value}
          value={option.value}
          className={menuItemStyle}
          onSelect={() => {
            onChange(option.value);
          }}
        >
          {option.icon !== undefined && <span className="text-ink-faint [&_svg]:size-4">{option.icon}</span>}
          <span className="flex-1">{option.label}</span>
          <Primitive.ItemIndicator>
            <Check aria-hidden="true" className="size-4 text-accent" />
          </Primitive.ItemIndicator>
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  );
}
