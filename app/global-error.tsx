"use client";

import { fontVariables } from "#app/fonts/fonts.ts";
import ErrorPage from "#app/error.tsx";
import "./globals.css";

interface GlobalErrorProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** The last resort: it stands in for the root layout when that one fails. */
export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <title>Error · Tacit</title>
        <ErrorPage error={error} retry={retry} />
      </body>
    </html>
  );
}
