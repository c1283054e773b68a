const SECOND = 1000;
const steps = [
  { unit: "year", ms: 365.25 * 86_400 * SECOND },
  { unit: "month", ms: 30.44 * 86_400 * SECOND },
  { unit: "week", ms: 7 * 86_400 * SECOND },
  { unit: "day", ms: 86_400 * SECOND },
  { unit: "hour", ms: 3600 * SECOND },
  { unit: "minute", ms: 60 * SECOND },
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "2 hours ago", "in 3 days"; "just now" within a minute either way. `now` is in milliseconds since 1970. */
export function formatRelative(date: Date, now: number): string {
  const difference = date.getTime() - now;
  const step = steps.find(({ ms }) => Math.abs(difference) >= ms);
  return step ? relative.format(Math.trunc(difference / step.ms), step.unit) : "just now";
}

/** "22 Nov 2026, 15:36:49 GMT+1": unambiguous everywhere, in the zone named (an IANA name). */
export function formatExact(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(date);
}
