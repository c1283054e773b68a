import { AcceptInvitationForm } from "#components/auth/accept-invitation-form.tsx";
import { JoinForm } from "#components/auth/join-form.tsx";
import { SignOutButton } from "#components/auth/sign-out-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { ReceivedInvitation } from "#lib/members/types.ts";

interface InvitationProps {
  token: string;
  invitation: ReceivedInvitation;
  /** The email that this browser is signed in with, or null. */
  signedInAs: string | null;
}

/** What the holder of a working invitation link can do: join, sign in to join, or change accounts. */
export function Invitation({ token, invitation, signedInAs }: InvitationProps) {
  if (signedInAs === invitation.email) return <AcceptInvitationForm token={token} />;
  if (signedInAs !== null) {
    return (
      <div className="grid gap-5">
        <p>
          You are signed in as <strong className="break-words">{signedInAs}</strong>. Sign out, then open this
          link again to join as <strong className="break-words">{invitation.email}</strong>.
        </p>
        <SignOutButton />
      </div>
    );
  }
  if (!invitation.hasAccount) return <JoinForm token={token} email={invitation.email} />;
  return (
    <div className="grid gap-5">
      <p>
        <strong className="break-words">{invitation.email}</strong> has an account here already. Sign in with
        it to join.
      </p>
      <LinkButton
        variant="primary"
        className="w-full"
        href={`/sign-in?to=${encodeURIComponent(`/invite/${token}`)}`}
        prefetch={false}
      >
        Sign in to join
      </LinkButton>
    </div>
  );
}
