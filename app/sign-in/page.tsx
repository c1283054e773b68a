import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { FocusedPage } from "#components/shell/focused-page.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { returnPath } from "#lib/auth/return-path.ts";
import { findSignedIn } from "#lib/auth/session.ts";
import { isSetUp } from "#lib/setup/queries.ts";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { to, notice } = await searchParams;
  const target = returnPath(typeof to === "string" ? to : undefined);
  if ((await findSignedIn()) !== null) redirect(target);
  if (!(await isSetUp())) redirect("/setup");
  return (
    <FocusedPage title="Sign in" footer="Lost your password? Ask whoever runs this server for a reset link.">
      <div className="grid gap-5">
        {notice === "password-reset" && (
          <Callout tone="ok">
            Your password is changed, and you are signed out everywhere. Sign in with the new one.
          </Callout>
        )}
        {notice === "signed-out-everywhere" && <Callout tone="ok">You are signed out everywhere.</Callout>}
        <SignInForm to={target} />
      </div>
    </FocusedPage>
  );
}
