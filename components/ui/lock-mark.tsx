/** The small lock of the sealed bar. Decorative: what it stands beside says the rest. */
export function LockMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 12 14" fill="none" aria-hidden="true" className={className}>
      <path d="M3.4 6.2V4.3a2.6 2.6 0 0 1 5.2 0v1.9" stroke="currentColor" strokeWidth="1.4" />
      <rect x="1.6" y="6.1" width="8.8" height="6.7" rx="1.2" fill="currentColor" />
    </svg>
  );
}
