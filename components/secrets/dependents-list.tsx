import Link from "next/link";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { SecretDependent } from "#lib/secrets/types.ts";

/** The actions that may read a secret, each with a link and its last run. */
export function DependentsList(props: { workspace: string; dependents: readonly SecretDependent[] }) {
  return (
    <ul className="grid divide-y">
      {props.dependents.map(({ actionId, actionName, lastRun }) => (
        <li key={actionId} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 py-2">
          <Link className="min-w-0 link break-words" href={`/w/${props.workspace}/actions/${actionId}`}>
            {actionName}
          </Link>
          <span className="text-sm text-ink-muted">
            {lastRun === null ? (
              "Never ran"
            ) : (
              <>
                Last run <RelativeTime value={lastRun.queuedAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
