"use client";

import Link from "next/link";
import { useId, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { SecretName } from "#lib/secrets/types.ts";

interface SecretsPanelProps {
  workspace: string;
  secrets: readonly SecretName[];
  /** Found in the code as it stands in the editor. */
  referenced: readonly string[];
  selected: readonly string[];
  onSelectedChange: (selected: readonly string[]) => void;
}

/** Which secrets the action may read: those that its code references, and those selected here for names that the code computes. */
export function SecretsPanel({
  workspace,
  secrets,
  referenced,
  selected,
  onSelectedChange,
}: SecretsPanelProps) {
  const [adding, setAdding] = useState("");
  const listId = useId();
  const known = new Set(secrets.map((secret) => secret.name));
  const names = [...new Set([...referenced, ...selected])].sort();
  const canAdd = known.has(adding) && !selected.includes(adding);

  return (
    <Panel title="Secrets" description="What this action may read when it runs.">
      {names.length === 0 ? (
        <p className="text-ink-muted">
          None yet. Write <Code>app.secrets.</Code> in the code to use one.
        </p>
      ) : (
        <ul className="grid divide-y">
          {names.map((name) => (
            <li key={name} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-2">
              <span className="flex min-w-0 flex-wrap items-center gap-2">
                {known.has(name) ? (
                  <Link href={`/w/${workspace}/secrets/${name}`} className="min-w-0 link-quiet">
                    <Code>{name}</Code>
                  </Link>
                ) : (
                  <Code>{name}</Code>
                )}
                {!known.has(name) && <Badge tone="warn">Doesn't exist</Badge>}
                <span className="text-xs text-ink-faint">
                  {referenced.includes(name) ? "in the code" : "selected"}
                </span>
              </span>
              {selected.includes(name) && (
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={`Remove ${name}`}
                  onClick={() => {
                    onSelectedChange(selected.filter((other) => other !== name));
                  }}
                >
                  Remove
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <form
        className="mt-4 flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!canAdd) return;
          onSelectedChange([...selected, adding]);
          setAdding("");
        }}
      >
        <Field
          className="min-w-0 flex-1"
          label="Select a secret"
          description="For a name that the code puts together itself."
        >
          <Input
            mono
            list={listId}
            value={adding}
            autoComplete="off"
            onChange={(event) => {
              setAdding(event.currentTarget.value.trim());
            }}
          />
        </Field>
        <Button type="submit" disabled={!canAdd}>
          Select
        </Button>
        <datalist id={listId}>
          {secrets
            .filter((secret) => !names.includes(secret.name))
            .map((secret) => (
              <option key={secret.name} value={secret.name} />
            ))}
        </datalist>
      </form>
    </Panel>
  );
}
