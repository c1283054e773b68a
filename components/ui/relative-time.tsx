"use client";

import { useSyncExternalStore } from "react";
import { formatExact, formatRelative } from "#components/ui/time-format.ts";

const MINUTE = 60_000;

function subscribeToMinutes(onTick: () => void): () => void {
  const timer = setInterval(onTick, MINUTE / 2);
  return () => {
    clearInterval(timer);
  };
}
// Rounded up to the minute, so that server and browser nearly always agree and React sees a stable value.
const currentMinute = (): number => Math.ceil(Date.now() / MINUTE) * MINUTE;
const never = (): (() => void) => () => undefined;

interface RelativeTimeProps {
  /** ISO 8601 with a zone, or a Date. */
  value: string | Date;
}

/** "3 minutes ago", kept up to date; the exact time, in the reader's zone, is in its title. */
export function RelativeTime({ value }: RelativeTimeProps) {
  const date = new Date(value);
  const now = useSyncExternalStore(subscribeToMinutes, currentMinute, currentMinute);
  const zone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  return (
    // A minute's boundary between server and browser is no error worth a warning; the next tick corrects it.
    <time dateTime={date.toISOString()} title={formatExact(date, zone)} suppressHydrationWarning>
      {formatRelative(date, now)}
    </time>
  );
}
