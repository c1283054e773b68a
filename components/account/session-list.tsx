"use client";

import { useForm } from "#components/auth/use-form.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { endSessionAction } from "#lib/account/server-actions.ts";
import type { OwnSessionView } from "#lib/account/types.ts";

/** Where one is signed in; each of the other places can be signed out. */
export function SessionList({ sessions }: { sessions: readonly OwnSessionView[] }) {
  return (
    <ul className="divide-y">
      {sessions.map((session) => (
        <li
          key={session.id}
          className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5"
        >
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium">{session.device}</span>
              {session.isThisOne && <Badge tone="accent">This session</Badge>}
            </div>
            <p className="text-sm text-ink-muted">
              {session.address !== null && <span className="font-mono break-all">{session.address}</span>}
              {session.address !== null && " · "}
              {session.isThisOne ? "signed in " : "last seen "}
              <RelativeTime value={session.isThisOne ? session.createdAt : session.lastSeenAt} />
            </p>
          </div>
          {!session.isThisOne && <EndSessionForm session={session} />}
        </li>
      ))}
    </ul>
  );
}

function EndSessionForm({ session }: { session: OwnSessionView }) {
  const { props, pending, failure } = useForm(endSessionAction);
  return (
    <form {...props} className="grid justify-items-end gap-2">
      <input type="hidden" name="sessionId" value={session.id} />
      <Button type="submit" size="sm" pending={pending}>
        Sign out<span className="sr-only"> {session.device}</span>
      </Button>
      <FailureCallout failure={failure} />
    </form>
  );
}
