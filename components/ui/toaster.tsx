"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { noticeStore } from "#components/ui/notify.ts";
import type { Notice } from "#components/ui/notify.ts";

const none: readonly Notice[] = [];

/** Where toasts appear; once in the root layout. Radix' toast and not a library that adds its own style sheet, which the content security policy would refuse. */
export function Toaster() {
  const notices = useSyncExternalStore(noticeStore.subscribe, noticeStore.current, () => none);
  // Also on the server: the empty viewport would come with a style attribute.
  if (notices.length === 0) return null;
  return (
    <Toast.Provider label="Notification" swipeDirection="right">
      {notices.map((notice) => (
        <Toast.Root
          key={notice.id}
          type="background"
          duration={notice.tone === "ok" ? 5000 : 12_000}
          onOpenChange={(open) => {
            if (!open) noticeStore.dismiss(notice.id);
          }}
          className="flex animate-rise items-start gap-2.5 rounded border bg-raised py-2.5 pr-2 pl-3.5 shadow-raised"
        >
          {notice.tone === "ok" ? (
            <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok" />
          ) : (
            <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger" />
          )}
          <Toast.Description className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">
            {notice.message}
          </Toast.Description>
          <Toast.Close asChild>
            <Button variant="ghost" size="icon" aria-label="Dismiss" className="-my-1.5">
              <X aria-hidden="true" />
            </Button>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-4 bottom-4 z-60 grid w-[22rem] max-w-[calc(100vw-2rem)] grid-cols-[minmax(0,1fr)] gap-2 outline-none" />
    </Toast.Provider>
  );
}
