"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface PasswordFieldProps {
  label: string;
  name: string;
  /** Tells password managers whether to fill in or to suggest (HTML, autofill field names). */
  autoComplete: "current-password" | "new-password";
  description?: string;
  error: string | undefined;
}

/** A password, hidden unless asked for; pasting is welcome (NIST SP 800-63B-4 §3.1.1.2). */
export function PasswordField({ label, name, autoComplete, description, error }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      required
      error={error}
      {...(description === undefined ? {} : { description })}
      aside={
        <Button
          variant="ghost"
          size="sm"
          className="-my-1 -mr-2.5"
          aria-pressed={shown}
          onClick={() => {
            setShown(!shown);
          }}
        >
          Show
          <span className="sr-only"> what is typed</span>
        </Button>
      }
    >
      <Input
        name={name}
        type={shown ? "text" : "password"}
        autoComplete={autoComplete}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
    </Field>
  );
}
