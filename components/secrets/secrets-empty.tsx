import type { ReactNode } from "react";
import { Code } from "#components/ui/code.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SealedBar } from "#components/ui/sealed-bar.tsx";

/** What the Secrets page teaches before there is one. */
export function SecretsEmpty({ action }: { action: ReactNode }) {
  return (
    <EmptyState title="No secrets yet" figure={<SealedBar decorative />} action={action}>
      <p>
        A secret is a credential under a name: an API key, a token, a password, a connection string. You paste
        it once. It is sealed when saved, and opened only while an action that needs it runs.
      </p>
      <p>
        For example, save a private app token as <Code>HUBSPOT_API_KEY_PRODUCTION</Code>, then read it in an
        action as <Code>app.secrets.HUBSPOT_API_KEY_PRODUCTION</Code>.
      </p>
    </EmptyState>
  );
}
