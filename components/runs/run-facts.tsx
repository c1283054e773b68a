"use client";

import Link from "next/link";
import { indentJson } from "#components/runs/indent-json.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import type { RunDetail } from "#lib/runs/types.ts";

/** What ended the run, when it did not simply succeed. */
export function RunEnd({ run }: { run: RunDetail }) {
  if (run.errorMessage === null) return null;
  const tone = run.status === "cancelled" ? "info" : run.status === "timed_out" ? "warn" : "danger";
  return (
    <Callout tone={tone} announce>
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">
        {run.errorLine !== null && `Line ${run.errorLine}: `}
        {run.errorMessage}
      </p>
    </Callout>
  );
}

/** What the code gave to app.result(). */
export function RunResult({ result }: { result: string }) {
  return (
    <pre className="overflow-x-auto font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
      {indentJson(result)}
    </pre>
  );
}

/** Which secrets the run read, in which version. */
export function RunReads({ workspace, run }: { workspace: string; run: RunDetail }) {
  if (run.reads.length === 0) return <p className="text-ink-muted">It read no secret.</p>;
  return (
    <ul className="grid gap-1.5">
      {run.reads.map((read) => (
        <li key={read.secretName} className="flex flex-wrap items-baseline gap-x-2">
          <Link href={`/w/${workspace}/secrets/${read.secretName}`} className="min-w-0 link-quiet">
            <Code>{read.secretName}</Code>
          </Link>
          <span className="text-sm text-ink-muted">version {read.version}</span>
        </li>
      ))}
    </ul>
  );
}
