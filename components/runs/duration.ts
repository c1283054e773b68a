/** How long a run took, or has taken by `now`: "0.4 s", "12 s", "1 min 4 s". Null before it started. */
export function formatDuration(
  startedAt: Date | string | null,
  finishedAt: Date | string | null,
  now: number,
): string | null {
  if (startedAt === null) return null;
  const end = finishedAt === null ? now : new Date(finishedAt).getTime();
  const seconds = Math.max(0, end - new Date(startedAt).getTime()) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
