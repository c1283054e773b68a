import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SetupForm } from "#components/auth/setup-form.tsx";
import { FocusedPage } from "#components/shell/focused-page.tsx";
import { isSetUp } from "#lib/setup/queries.ts";

export const metadata: Metadata = { title: "Set up Tacit" };

interface SetupPageProps {
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SetupPage({ searchParams }: SetupPageProps) {
  if (await isSetUp()) notFound();
  const { code } = await searchParams;
  if (typeof code !== "string" || code === "") {
    return (
      <FocusedPage title="Set up Tacit">
        <p>
          Nobody owns this Tacit yet. Its terminal printed a link that begins with <strong>Set it up:</strong>{" "}
          – open that link to make the first account. Restarting Tacit prints a new one.
        </p>
      </FocusedPage>
    );
  }
  return (
    <FocusedPage
      title="Set up Tacit"
      description="You become the owner of the first workspace. Others join by invitation."
    >
      <SetupForm code={code} />
    </FocusedPage>
  );
}
