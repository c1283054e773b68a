"use client";

import { useRef } from "react";

const FIRST_FIELD =
  "input:not([type=hidden],[disabled],[readonly]), textarea:not([disabled],[readonly]), select:not([disabled])";

interface FocusReturn {
  onOpenAutoFocus: (event: Event) => void;
  onCloseAutoFocus: (event: Event) => void;
}

/**
 * Moves the focus into a dialog that opens, and gives it back to what had it before. Radix does the latter only for its own
 * trigger, and our dialogs are opened by state. What opened it may be gone by then (a deleted row): the focus then goes to the
 * page's content instead of nowhere.
 * @param startsIn the first field (else Radix' choice), or always Radix' choice: Cancel in an alert dialog, else the first button
 */
export function useFocusReturn(startsIn: "first-field" | "default"): FocusReturn {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus(event) {
      const focused = document.activeElement;
      // An item of a menu goes with its menu; the button that the menu is named after stays.
      const menuButton = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
      opener.current = menuButton ? document.getElementById(menuButton) : focused;
      const panel = event.currentTarget;
      const field =
        startsIn === "first-field" &&
        panel instanceof HTMLElement &&
        panel.querySelector<HTMLElement>(FIRST_FIELD);
      if (!field) return;
      event.preventDefault();
      field.focus();
    },
    onCloseAutoFocus(event) {
      event.preventDefault();
      const target = opener.current;
      const usable = target instanceof HTMLElement && target.isConnected && target !== document.body;
      (usable ? target : document.getElementById("content"))?.focus();
    },
  };
}
