import { TimeZoneField } from "#components/audit/time-zone-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Select } from "#components/ui/select.tsx";
import type { AuditFilter } from "#lib/audit/schema.ts";
import { auditKinds, type AuditPerson } from "#lib/audit/types.ts";

interface AuditFilterFormProps {
  path: string;
  filter: AuditFilter;
  persons: readonly AuditPerson[];
}

/** A plain GET form: a filtered audit log has an address that can be kept and sent. */
export function AuditFilterForm({ path, filter, persons }: AuditFilterFormProps) {
  return (
    <form
      action={path}
      className="mb-6 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[repeat(5,minmax(0,1fr))_auto]"
    >
      <TimeZoneField />
      <Field label="Person">
        <Select name="person" defaultValue={filter.person ?? ""}>
          <option value="">Everybody</option>
          {persons.map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Secret">
        <Input name="secret" mono placeholder="Name" autoComplete="off" defaultValue={filter.secret ?? ""} />
      </Field>
      <Field label="Kind">
        <Select name="kind" defaultValue={filter.kind ?? ""}>
          <option value="">Everything</option>
          {Object.entries(auditKinds).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="From">
        <Input name="from" type="date" defaultValue={filter.from ?? ""} />
      </Field>
      <Field label="To">
        <Input name="to" type="date" defaultValue={filter.to ?? ""} />
      </Field>
      <div className="flex gap-2">
        <Button type="submit">Filter</Button>
        <LinkButton variant="ghost" href={path}>
          Clear
        </LinkButton>
      </div>
    </form>
  );
}
