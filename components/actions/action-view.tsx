"use client";

import { Play } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useDeferredValue, useEffect, useId, useMemo } from "react";
import { DeleteActionButton } from "#components/actions/delete-action-button.tsx";
import { LeaveGuard } from "#components/actions/leave-guard.tsx";
import { RunPanel } from "#components/actions/run-panel.tsx";
import { SecretsPanel } from "#components/actions/secrets-panel.tsx";
import { useActionForm } from "#components/actions/use-action-form.ts";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { RunsTable } from "#components/runs/runs-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { findSecretReferences } from "#lib/actions/references.ts";
import type { ActionDetail } from "#lib/actions/types.ts";
import type { RunListItem, RunnerState } from "#lib/runs/types.ts";
import type { SecretName } from "#lib/secrets/types.ts";

const CodeEditor = dynamic(async () => (await import("#components/actions/code-editor.tsx")).CodeEditor, {
  ssr: false,
  loading: () => <Skeleton className="h-80" />,
});

interface ActionViewProps {
  workspace: string;
  action: ActionDetail;
  secrets: readonly SecretName[];
  runs: readonly RunListItem[];
  runner: RunnerState;
  mayDelete: boolean;
}

/** An action's page: its name, its code, what it may read, Save and Run, and how it went. */
export function ActionView({ workspace, action, secrets, runs, runner, mayDelete }: ActionViewProps) {
  const form = useActionForm(workspace, action);
  const { draft, problem, failure } = form;
  const hintId = useId();
  // Found while typing, but never in the way of it.
  const code = useDeferredValue(draft.code);
  const referenced = useMemo(() => findSecretReferences(code), [code]);

  useEffect(() => {
    function shortcut(event: KeyboardEvent): void {
      if (!(event.metaKey || event.ctrlKey)) return;
      if (event.key === "s") form.save();
      else if (event.key === "Enter") form.run();
      else return;
      event.preventDefault();
    }
    window.addEventListener("keydown", shortcut);
    return () => {
      window.removeEventListener("keydown", shortcut);
    };
  });

  return (
    <>
      <PageHeader
        above={
          <Link className="link" href={`/w/${workspace}/actions`}>
            Actions
          </Link>
        }
        title={draft.name.trim() === "" ? "Untitled action" : draft.name}
        actions={
          <>
            {mayDelete && <DeleteActionButton workspace={workspace} action={action} />}
            <Button onClick={form.save} pending={form.pending.save}>
              Save
            </Button>
            <Button variant="primary" onClick={form.run} pending={form.pending.run} disabled={!runner.ok}>
              <Play aria-hidden="true" />
              Run
            </Button>
          </>
        }
      />
      <LeaveGuard active={form.isDirty} />
      <div className="grid gap-5">
        {!runner.ok && (
          <Callout tone="warn" title="Nothing can run at the moment">
            <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{runner.message}</p>
          </Callout>
        )}
        <FailureCallout failure={failure === null ? null : { ...failure, fieldErrors: {} }} />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,2fr)]">
          <div className="grid min-w-0 content-start gap-5">
            <Field label="Name" error={failure?.fieldErrors["name"]}>
              <Input
                value={draft.name}
                autoComplete="off"
                onChange={(event) => {
                  form.edit({ name: event.currentTarget.value });
                }}
              />
            </Field>
            <div className="grid min-w-0 gap-1.5">
              <div className="flex items-baseline justify-between gap-3">
                <span className="text-sm font-medium" aria-hidden="true">
                  Code
                </span>
                <span className="text-xs text-ink-faint" role="status">
                  {form.isDirty ? "Unsaved changes" : ""}
                </span>
              </div>
              <div className="overflow-hidden rounded border border-edge">
                <CodeEditor
                  initialCode={action.code}
                  secrets={secrets}
                  problem={problem}
                  describedBy={hintId}
                  onChange={(typed) => {
                    form.edit({ code: typed });
                  }}
                />
              </div>
              <p id={hintId} className="text-xs text-ink-faint">
                Python. Tab indents; press Escape, then Tab, to leave the editor.
              </p>
              {problem !== null && (
                <Callout tone="danger" announce>
                  <p>
                    Line {problem.line}: {problem.message}. The code is saved, but it can't run like this.
                  </p>
                </Callout>
              )}
            </div>
            {form.runId !== null && <RunPanel key={form.runId} workspace={workspace} runId={form.runId} />}
          </div>
          <div className="grid min-w-0 content-start gap-5">
            <SecretsPanel
              workspace={workspace}
              secrets={secrets}
              referenced={referenced}
              selected={draft.selected}
              onSelectedChange={(selected) => {
                form.edit({ selected });
              }}
            />
          </div>
        </div>
        <Panel title="Recent runs" flush={runs.length > 0}>
          {runs.length === 0 ? (
            <p className="text-ink-muted">
              {form.runId === null ? "It has not run yet." : "The run above is its first."}
            </p>
          ) : (
            <RunsTable workspace={workspace} runs={runs} ofOneAction />
          )}
        </Panel>
      </div>
    </>
  );
}
