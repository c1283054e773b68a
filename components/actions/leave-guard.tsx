"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { AlertDialog, AlertDialogFooter } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

/** Where a click on a link leads within the product, or null: another tab, another place of this page, another origin, or a click that was dealt with. */
function destination(event: MouseEvent): string | null {
  const inNewTab = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || inNewTab) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target === "_blank" || link.hasAttribute("download")) return null;
  const url = new URL(link.href, window.location.href);
  const isHere = url.pathname === window.location.pathname && url.search === window.location.search;
  return url.origin !== window.location.origin || isHere ? null : url.pathname + url.search + url.hash;
}

/** Asks before unsaved changes are left behind: by a link of the product here, by closing or reloading in the browser's own words. */
export function LeaveGuard({ active }: { active: boolean }) {
  const router = useRouter();
  const [to, setTo] = useState<string | null>(null);

  useEffect(() => {
    if (!active) return;
    function ask(event: MouseEvent): void {
      const path = destination(event);
      if (path === null) return;
      // Next's links follow no click that was prevented.
      event.preventDefault();
      setTo(path);
    }
    function askByBrowser(event: BeforeUnloadEvent): void {
      event.preventDefault();
    }
    window.addEventListener("click", ask, { capture: true });
    window.addEventListener("beforeunload", askByBrowser);
    return () => {
      window.removeEventListener("click", ask, { capture: true });
      window.removeEventListener("beforeunload", askByBrowser);
    };
  }, [active]);

  return (
    <AlertDialog
      open={to !== null}
      onOpenChange={() => {
        setTo(null);
      }}
      title="Leave without saving?"
      description="What you changed in this action isn't saved, and would be lost."
    >
      <AlertDialogFooter cancelLabel="Stay">
        <Button
          variant="danger"
          onClick={() => {
            if (to !== null) router.push(to);
            setTo(null);
          }}
        >
          Leave without saving
        </Button>
      </AlertDialogFooter>
    </AlertDialog>
  );
}
