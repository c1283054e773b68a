"use client";

import { useRef, useState } from "react";
import type { SubmitEvent } from "react";
import { FailureCallout } from "#components/forms/failure-callout.tsx";
import { useSubmit } from "#components/forms/use-submit.ts";
import { InvitationLink } from "#components/members/invitation-link.tsx";
import { roleNames } from "#components/members/role-names.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Role } from "#lib/auth/permissions.ts";
import { inviteMemberAction } from "#lib/members/server-actions.ts";

interface InviteFormProps {
  workspace: string;
  /** The roles that may be given, lowest first. */
  roles: readonly Role[];
  onInvited: () => void;
}

/** Makes an invitation link for an email and a role. */
export function InviteForm({ workspace, roles, onInvited }: InviteFormProps) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [made, setMade] = useState<{ email: string; link: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { pending, failure, submit } = useSubmit<{ email: string; link: string }>((invitation) => {
    setMade(invitation);
    setEmail("");
    onInvited();
  });

  function onSubmit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    setMade(null);
    submit(() => inviteMemberAction(workspace, { email, role }));
  }

  return (
    <Panel
      title="Invite somebody"
      description="You get a link to send them. It works once, within 7 days, for this email only."
    >
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-4">
        <FailureCallout failure={failure} />
        <div className="grid items-start gap-4 sm:grid-cols-[1fr_11rem_auto]">
          <Field label="Email" required error={failure?.fieldErrors["email"]}>
            <Input
              name="email"
              type="email"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={email}
              onChange={(event) => {
                setEmail(event.target.value);
              }}
            />
          </Field>
          <Field label="Role" error={failure?.fieldErrors["role"]}>
            <Select
              name="role"
              value={role}
              onChange={(event) => {
                setRole(event.target.value as Role);
              }}
            >
              {roles.map((each) => (
                <option key={each} value={each}>
                  {roleNames[each].name}
                </option>
              ))}
            </Select>
          </Field>
          <Button type="submit" variant="primary" pending={pending} className="sm:mt-[1.625rem]">
            Invite member
          </Button>
        </div>
        <p className="text-sm text-ink-muted">
          {roleNames[role].name}: {roleNames[role].allows.toLowerCase()}.
        </p>
      </form>
      {made !== null && <InvitationLink {...made} />}
    </Panel>
  );
}
