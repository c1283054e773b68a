import { z } from "zod";
import { auditKinds, type AuditKind } from "#lib/audit/types.ts";

const text = z
  .string()
  .trim()
  .max(200)
  .transform((input) => (input === "" ? null : input))
  .catch(null);
const day = z.iso.date().nullable().catch(null);

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What the audit page's address says to filter by. A filter that makes no sense is no filter. */
export const auditFilterSchema = z.object({
  person: text.default(null),
  secret: text.default(null),
  kind: z
    .custom<AuditKind>((input) => typeof input === "string" && Object.hasOwn(auditKinds, input))
    .nullable()
    .catch(null),
  from: day.default(null),
  to: day.default(null),
  /** The reader's time zone, in which `from` and `to` are days. */
  zone: z.string().refine(isTimeZone).catch("UTC"),
  before: text.default(null),
});

export type AuditFilter = z.output<typeof auditFilterSchema>;
