import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { fontVariables } from "#app/fonts/fonts.ts";
import { StyleNonce } from "#components/ui/style-nonce.tsx";
import { THEME_COOKIE, parseTheme } from "#components/ui/theme.ts";
import { Toaster } from "#components/ui/toaster.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Tacit", template: "%s · Tacit" },
  description: "Keeps a team’s credentials so that its automations can use them and nobody can read them.",
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, email: false, address: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf7f0" },
    { media: "(prefers-color-scheme: dark)", color: "#151411" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the cookie also keeps every page dynamic, which a per-request nonce needs.
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    // The theme is switched in the browser by changing data-theme; React need not agree about it.
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={fontVariables}
      suppressHydrationWarning
    >
      <body>
        <StyleNonce />
        {children}
        <Toaster />
      </body>
    </html>
  );
}
