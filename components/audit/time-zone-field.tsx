"use client";

import { useSyncExternalStore } from "react";

const never = (): (() => void) => () => undefined;

/** Sends the reader's time zone with a form, so that its days are the reader's days; UTC without JavaScript. */
export function TimeZoneField() {
  const zone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  return <input type="hidden" name="zone" value={zone} />;
}
