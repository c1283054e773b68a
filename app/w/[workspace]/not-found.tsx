import type { Metadata } from "next";
import { PageHeader } from "#components/ui/page-header.tsx";

export const metadata: Metadata = { title: "Not found" };

/** Inside a workspace that one is in: the sections stay in reach. */
export default function NotFoundInWorkspace() {
  return (
    <PageHeader
      title="Not found"
      description="There is nothing at this address in this workspace. It may have been deleted, or the address was cut or mistyped."
    />
  );
}
