import type { Metadata } from "next";
import { LinkButton } from "#components/ui/link-button.tsx";
import { FocusedPage } from "#components/shell/focused-page.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <FocusedPage title="Not found" description="There is nothing at this address, or it isn’t yours to see.">
      <LinkButton href="/" variant="primary">
        Go to your workspace
      </LinkButton>
    </FocusedPage>
  );
}
