"use client";

import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

interface ErrorPageProps {
  error: Error & { digest?: string };
  retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <main id="content" className="mx-auto max-w-2xl px-4 py-12 sm:py-20">
      <PageHeader
        title="This page could not be shown"
        description="Something failed on our side. What you saved before is safe; what you were typing may not have been saved."
      />
      <Button variant="primary" onClick={retry}>
        Try again
      </Button>
      {error.digest !== undefined && (
        <p className="mt-6 text-sm text-ink-muted">
          If it happens again, tell whoever runs this server the error’s id:{" "}
          <code className="font-mono">{error.digest}</code>
        </p>
      )}
    </main>
  );
}
