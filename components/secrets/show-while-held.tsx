"use client";

import { Eye } from "lucide-react";
import { useState } from "react";
import type { KeyboardEvent } from "react";
import { Button } from "#components/ui/button.tsx";

/** Shows what is being typed for as long as it is held, by pointer or by Space; letting go, leaving and losing focus hide it again. */
export function ShowWhileHeld({ onChange }: { onChange: (shown: boolean) => void }) {
  const [held, setHeld] = useState(false);

  function set(shown: boolean): void {
    setHeld(shown);
    onChange(shown);
  }

  function isHoldKey(event: KeyboardEvent): boolean {
    return event.key === " " || event.key === "Enter";
  }

  return (
    <Button
      size="sm"
      variant="ghost"
      aria-pressed={held}
      className="-my-1 -mr-2.5 touch-none select-none"
      onPointerDown={() => {
        set(true);
      }}
      onPointerUp={() => {
        set(false);
      }}
      onPointerLeave={() => {
        set(false);
      }}
      onPointerCancel={() => {
        set(false);
      }}
      onBlur={() => {
        set(false);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
      }}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        set(true);
      }}
      onKeyUp={(event) => {
        if (isHoldKey(event)) set(false);
      }}
    >
      <Eye aria-hidden="true" />
      Show while typing
    </Button>
  );
}
