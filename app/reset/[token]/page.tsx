import type { Metadata } from "next";
import { ResetPasswordForm } from "#components/auth/reset-password-form.tsx";
import { FocusedPage } from "#components/shell/focused-page.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { findReset } from "#lib/account/queries.ts";

export const metadata: Metadata = { title: "Set a new password" };

/** Opening the link uses nothing up: mail scanners and previews open links, too. */
export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const reset = await findReset(token);
  if (reset === null) {
    return (
      <FocusedPage
        title="This link doesn’t work any more"
        description="It was used or is older than an hour. Ask whoever runs this server for a new one."
      >
        <LinkButton href="/sign-in">Go to sign-in</LinkButton>
      </FocusedPage>
    );
  }
  return (
    <FocusedPage
      title="Set a new password"
      description={
        <p>
          For <strong className="font-medium break-words text-ink">{reset.email}</strong>. It signs you out
          everywhere.
        </p>
      }
    >
      <ResetPasswordForm token={token} email={reset.email} />
    </FocusedPage>
  );
}
