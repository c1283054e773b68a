import { Button } from "#components/ui/button.tsx";
import { signOutAction } from "#lib/auth/server-actions.ts";

/** Signs out this browser; a plain form, so that it works without JavaScript. */
export function SignOutButton() {
  return (
    <form action={signOutAction}>
      <Button type="submit" className="w-full">
        Sign out
      </Button>
    </form>
  );
}
