"use client";

import { FileUp, X } from "lucide-react";
import { useImperativeHandle, useRef, useState } from "react";
import type { Ref } from "react";
import { readExactText } from "#components/secrets/read-exact-text.ts";
import { ShowWhileHeld } from "#components/secrets/show-while-held.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { valueWarnings } from "#lib/secrets/value.ts";

/** What a form asks its value field. The value lives in the field alone, never in React's state. */
export interface ValueFieldHandle {
  readonly read: () => string;
  readonly write: (value: string) => void;
  readonly clear: () => void;
}

interface ValueFieldProps {
  label: string;
  description?: string;
  error: string | undefined;
  required?: boolean;
  onEdited: () => void;
  ref: Ref<ValueFieldHandle>;
}

/** Keeps password managers, spell checkers and browsers' histories from a value. */
const leaveAlone = {
  autoComplete: "off",
  autoCorrect: "off",
  autoCapitalize: "none",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-bwignore": true,
  "data-lpignore": "true",
  "data-form-type": "other",
} as const;

/** Where a secret's value is typed, pasted or taken from a file: several lines, kept exactly, hidden unless shown while held. */
export function ValueField(props: ValueFieldProps) {
  const { label, description, error, required = false, onEdited, ref } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  // A textarea turns CRLF into LF, so a file's text is kept beside it.
  const fileText = useRef<string | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [fileName, setFileName] = useState<string | null>(null);
  const [ownError, setOwnError] = useState<string | null>(null);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(false);

  function dropFile(): void {
    fileText.current = null;
    setFileName(null);
    setOwnError(null);
    if (picker.current !== null) picker.current.value = "";
  }

  useImperativeHandle(ref, () => ({
    read: () => fileText.current ?? area.current?.value ?? "",
    write: (value) => {
      dropFile();
      if (area.current !== null) area.current.value = value;
      setWarnings(valueWarnings(value));
    },
    clear: () => {
      dropFile();
      if (area.current !== null) area.current.value = "";
      setWarnings([]);
      setShown(false);
    },
  }));

  async function chooseFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    onEdited();
    const content = await readExactText(file);
    if (!content.ok) {
      setOwnError(content.message);
      return;
    }
    if (area.current !== null) area.current.value = "";
    fileText.current = content.text;
    setOwnError(null);
    setFileName(file.name);
    setWarnings(valueWarnings(content.text));
  }

  return (
    <div className="grid min-w-0 gap-2">
      <Field
        label={label}
        description={description}
        error={error ?? ownError ?? undefined}
        hint={warnings.length > 0 ? <span className="text-warn">{warnings.join(" ")}</span> : undefined}
        required={required}
        aside={<ShowWhileHeld onChange={setShown} />}
      >
        <Textarea
          {...leaveAlone}
          ref={area}
          mono
          rows={3}
          // Disabled, not unmounted, while a file stands in for it: the focus order stays as it was.
          disabled={fileName !== null}
          placeholder={fileName === null ? "Paste the value" : undefined}
          className={shown ? undefined : "conceal"}
          onInput={(event) => {
            setWarnings(valueWarnings(event.currentTarget.value));
            setOwnError(null);
            onEdited();
          }}
        />
      </Field>
      <div className="-ml-2.5 flex min-w-0 flex-wrap items-center gap-2 text-sm text-ink-muted">
        <label
          className={buttonStyle("ghost", "sm", "has-focus-visible:outline-2 has-focus-visible:outline-ring")}
        >
          <input
            ref={picker}
            type="file"
            className="sr-only"
            onChange={(event) => chooseFile(event.currentTarget.files?.[0])}
          />
          <FileUp aria-hidden="true" />
          Choose file
        </label>
        {fileName === null ? (
          <span>for exact bytes, such as a key file</span>
        ) : (
          <span className="flex min-w-0 items-center gap-1 pl-2.5">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              The content of {fileName} will be saved, byte for byte
            </span>
            <Button
              size="icon"
              variant="ghost"
              aria-label="Remove file"
              onClick={() => {
                dropFile();
                setWarnings([]);
                onEdited();
              }}
            >
              <X aria-hidden="true" />
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}
