"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

const sections = [
  { path: "secrets", label: "Secrets" },
  { path: "actions", label: "Actions" },
  { path: "runs", label: "Runs" },
  { path: "members", label: "Members" },
  { path: "audit", label: "Audit" },
  { path: "help", label: "How secrets work" },
] as const;

/** The workspace's sections; on narrow screens the row scrolls by itself, with the current one in sight. */
export function WorkspaceNav({ slug }: { slug: string }) {
  const pathname = usePathname();
  const current = useRef<HTMLAnchorElement>(null);

  useEffect(() => {
    current.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);

  return (
    <nav aria-label="Workspace" className="mx-auto max-w-6xl min-w-0 sm:px-3 lg:px-5">
      <ul className="flex nav-scroll gap-1 overflow-x-auto px-1.5 sm:px-0">
        {sections.map(({ path, label }) => {
          const href = `/w/${slug}/${path}`;
          const isCurrent = pathname === href || pathname.startsWith(`${href}/`);
          return (
            <li key={path} className="shrink-0">
              <Link
                ref={isCurrent ? current : undefined}
                href={href}
                aria-current={isCurrent ? "page" : undefined}
                className="relative block px-2.5 py-2.5 text-sm whitespace-nowrap text-ink-muted -outline-offset-2 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:bottom-0 aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent sm:px-3 sm:aria-[current=page]:after:inset-x-3"
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
