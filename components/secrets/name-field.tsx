"use client";

import { useEffect, useState } from "react";
import type { ClipboardEvent } from "react";
import { Code } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { vagueNameHint } from "#lib/secrets/name-hint.ts";
import { proposeSecretName } from "#lib/secrets/names.ts";
import { parsePastedAssignment } from "#lib/secrets/pasted-assignment.ts";
import { listNamesLikeAction } from "#lib/secrets/server-actions.ts";

interface NameFieldProps {
  workspace: string;
  typed: string;
  error: string | undefined;
  onChange: (typed: string) => void;
  /** `NAME=value` was pasted: the value is for the other field. */
  onAssignmentPasted: (name: string, value: string) => void;
}

/** Warns, a moment after typing stops, of a name that is taken or differs from another one only by case. */
function useNamesakes(workspace: string, name: string | null): readonly string[] {
  const [found, setFound] = useState<{ for: string | null; names: readonly string[] }>({
    for: null,
    names: [],
  });
  useEffect(() => {
    if (name === null) return;
    let current = true;
    const timer = setTimeout(() => {
      // Advice only: without an answer there is none, and Save tells.
      listNamesLikeAction(workspace, { name }).then(
        (result) => {
          if (current && result.ok) setFound({ for: name, names: result.data });
        },
        () => undefined,
      );
    }, 300);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [workspace, name]);
  return found.for === name ? found.names : [];
}

/** The name of a new secret, or a title from which its name is made while it is typed. */
export function NameField({ workspace, typed, error, onChange, onAssignmentPasted }: NameFieldProps) {
  const proposed = typed.trim() === "" ? null : proposeSecretName(typed);
  const name = proposed?.ok === true ? proposed.name : null;
  const namesakes = useNamesakes(workspace, name);
  const isTaken = name !== null && namesakes.includes(name);
  const otherCase = namesakes.find((other) => other !== name);
  const advice = vagueNameHint(typed);
  const [severalPasted, setSeveralPasted] = useState(false);
  const refused =
    error ??
    (severalPasted
      ? "That was more than one secret, and nothing of it was kept. Paste one NAME=value at a time."
      : proposed?.ok === false && typed.length > 100
        ? proposed.message
        : undefined);

  function paste(event: ClipboardEvent<HTMLInputElement>): void {
    const pasted = parsePastedAssignment(event.clipboardData.getData("text"));
    if (pasted === null) return;
    // As a name the values would be there for everybody to read.
    event.preventDefault();
    setSeveralPasted("lines" in pasted);
    if ("name" in pasted) onAssignmentPasted(pasted.name, pasted.value);
  }

  return (
    <Field
      label="Name"
      required
      error={refused}
      hint={
        <span className="grid gap-1">
          {name === null ? (
            <span>
              {proposed?.ok === false && refused === undefined
                ? proposed.message
                : "A title or an identifier, such as HubSpot API key – production."}
            </span>
          ) : (
            <span>
              In code: <Code>{`app.secrets.${name}`}</Code>
            </span>
          )}
          {isTaken && refused === undefined && (
            <span className="text-warn">There is already a secret named {name}.</span>
          )}
          {!isTaken && otherCase !== undefined && (
            <span className="text-warn">
              There is also <Code>{otherCase}</Code>, which differs only by case. They are two secrets to the
              code.
            </span>
          )}
          {name !== null && advice !== null && <span>{advice}</span>}
        </span>
      }
    >
      <Input
        value={typed}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        onPaste={paste}
        onChange={(event) => {
          setSeveralPasted(false);
          onChange(event.currentTarget.value);
        }}
      />
    </Field>
  );
}
