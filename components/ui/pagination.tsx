import { LinkButton } from "#components/ui/link-button.tsx";

interface PaginationProps {
  /** What is paged, such as "Runs"; names the landmark. */
  label: string;
  /** Addresses; null at the end of the list. */
  newerHref: string | null;
  olderHref: string | null;
}

/** Newer and Older, for lists paged by cursor; nothing when everything fits on one page. */
export function Pagination({ label, newerHref, olderHref }: PaginationProps) {
  if (newerHref === null && olderHref === null) return null;
  return (
    <nav aria-label={`${label}, pages`} className="mt-5 flex gap-2">
      {newerHref !== null && (
        <LinkButton size="sm" href={newerHref} rel="prev">
          Newer
        </LinkButton>
      )}
      {olderHref !== null && (
        <LinkButton size="sm" href={olderHref} rel="next" className="ml-auto">
          Older
        </LinkButton>
      )}
    </nav>
  );
}
