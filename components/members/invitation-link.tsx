"use client";

import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** The link of a new invitation: shown this once, because only its hash is stored. */
export function InvitationLink({ email, link }: { email: string; link: string }) {
  return (
    <div className="mt-4">
      <Callout tone="ok" announce title={`Invitation for ${email}`}>
        <p>Copy the link now and send it to them: it can’t be shown again.</p>
        <div className="mt-1 flex min-w-0 flex-wrap items-end gap-2">
          <Field label="Invitation link" className="min-w-0 flex-1 basis-60">
            <Input
              mono
              readOnly
              value={link}
              onFocus={(event) => {
                event.target.select();
              }}
            />
          </Field>
          <CopyButton text={link} label="Copy link" size="md" />
        </div>
      </Callout>
    </div>
  );
}
