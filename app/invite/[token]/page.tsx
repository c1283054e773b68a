import type { Metadata } from "next";
import { Invitation } from "#components/auth/invitation.tsx";
import { FocusedPage } from "#components/shell/focused-page.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { findSignedIn } from "#lib/auth/session.ts";
import { findInvitationByToken } from "#lib/members/queries.ts";

export const metadata: Metadata = { title: "Invitation" };

const aRole = { owner: "an owner", admin: "an admin", member: "a member" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [invitation, signedIn] = [await findInvitationByToken(token), await findSignedIn()];
  if (invitation === null) {
    return (
      <FocusedPage
        title="This invitation doesn’t work any more"
        description="It was used, withdrawn or is older than seven days, or whoever sent it may not invite any more. Ask for a new one."
      >
        <LinkButton href="/">Go to Tacit</LinkButton>
      </FocusedPage>
    );
  }
  const { workspaceName, invitedByName, email, role } = invitation;
  return (
    <FocusedPage
      title={`Join ${workspaceName}`}
      description={
        <p>
          {invitedByName} invites <strong className="font-medium break-words text-ink">{email}</strong> to be{" "}
          {aRole[role]} of this workspace.
        </p>
      }
    >
      <Invitation token={token} invitation={invitation} signedInAs={signedIn?.email ?? null} />
    </FocusedPage>
  );
}
