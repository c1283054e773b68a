import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metadata } from "next";
import { MarkdownPage } from "#components/markdown-page.tsx";
import { requireWorkspacePage } from "#lib/auth/page.ts";

export const metadata: Metadata = { title: "How secrets work" };

/** docs/secrets.md is the one text, for readers of the repository and of the product alike. */
export default async function HelpPage({ params }: { params: Promise<{ workspace: string }> }) {
  await requireWorkspacePage((await params).workspace);
  return <MarkdownPage source={await readFile(join(process.cwd(), "docs", "secrets.md"), "utf8")} />;
}
