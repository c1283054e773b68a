import { Callout } from "#components/ui/callout.tsx";
import type { ActionFailure } from "#lib/result.ts";

/** A failed submit that belongs to no single field; for a lost session it offers the sign-in in another tab, so nothing typed is lost. */
export function FailureCallout({ failure }: { failure: ActionFailure | null }) {
  if (failure === null || Object.keys(failure.fieldErrors).length > 0) return null;
  return (
    <Callout tone="danger" announce>
      <p>{failure.message}</p>
      {failure.code === "UNAUTHENTICATED" && (
        <p>
          <a className="link" href="/sign-in" target="_blank" rel="noreferrer">
            Sign in in a new tab
          </a>
        </p>
      )}
    </Callout>
  );
}
