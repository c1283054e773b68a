import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo.tsx";

interface FocusedPageProps {
  /** The page's h1. */
  title: string;
  description?: ReactNode;
  /** Under the card: another way in, a word of help. */
  footer?: ReactNode;
  children: ReactNode;
}

/** A page with one thing to do and nothing around it: setup, sign-in, invitation. */
export function FocusedPage({ title, description, footer, children }: FocusedPageProps) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr] px-4 pb-16">
      <header className="mx-auto w-full max-w-[26rem] pt-8 pb-8 sm:pt-[12vh]">
        <Logo size="lg" />
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[26rem] min-w-0 outline-none">
        <div className="overflow-hidden rounded-lg border bg-surface">
          <div aria-hidden="true" className="h-1.5 border-b border-accent/30 bg-accent-wash hatch" />
          <div className="px-5 py-6 sm:px-7 sm:py-8">
            <h1 className="font-serif text-2xl font-medium tracking-[-0.015em]">{title}</h1>
            {description !== undefined && <div className="mt-2 text-ink-muted">{description}</div>}
            <div className="mt-6">{children}</div>
          </div>
        </div>
        {footer !== undefined && <div className="mt-5 px-1 text-sm text-ink-muted">{footer}</div>}
      </main>
    </div>
  );
}
