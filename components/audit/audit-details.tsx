import Link from "next/link";
import type { ReactNode } from "react";
import type { AuditEvent } from "#lib/audit/types.ts";

/** How each detail reads; one that isn't here reads "key: value". Null leaves it out: another column, or its link, says it already. */
const sayings: Readonly<Record<string, (value: string) => string | null>> = {
  version: (value) => `version ${value}`,
  dependents: (value) =>
    value === "0" ? "no action used it" : value === "1" ? "1 action used it" : `${value} actions used it`,
  describedAnew: (value) => (value === "true" ? "title or description changed" : null),
  role: (value) => `as ${value}`,
  reason: (value) => value.replaceAll("_", " "),
  secretName: () => null,
  actionName: () => null,
};

const links: Readonly<Record<string, readonly [path: string, word: string]>> = {
  run: ["runs", "Run"],
  runId: ["runs", "Run"],
  actionId: ["actions", "Action"],
};

function sayDetail(workspace: string, key: string, value: string): ReactNode {
  const link = links[key];
  if (link !== undefined) {
    return (
      <Link className="link" href={`/w/${workspace}/${link[0]}/${value}`}>
        {link[1]}
      </Link>
    );
  }
  const saying = sayings[key];
  return saying === undefined ? `${key}: ${value}` : saying(value);
}

/** An event's details in words, with links to the run and the action. Details are ids, numbers and names. */
export function AuditDetails({ workspace, event }: { workspace: string; event: AuditEvent }) {
  const details = Object.entries(event.details ?? {}).flatMap(([key, value]) => {
    const said = value === null ? null : sayDetail(workspace, key, String(value));
    return said === null ? [] : [{ key, said }];
  });
  if (details.length === 0) return "–";
  return (
    <ul className="flex flex-wrap gap-x-4">
      {details.map(({ key, said }) => (
        <li key={key} className="[overflow-wrap:anywhere]">
          {said}
        </li>
      ))}
    </ul>
  );
}
