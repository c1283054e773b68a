// The sentences that an action's author reads when a secret is not given out. They name secrets, never values.
import type { RefusalCode } from "#runner/channel-messages.ts";

/** Why a secret was not given out, and what to do. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const list = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** No secret of that name is, or was, in the workspace. `nearest` are names that may have been meant, the likeliest first. */
export function notFound(name: string, nearest: readonly string[]): Refusal {
  const remedy =
    nearest.length === 0
      ? "Create it under Secrets, or correct the name in the code."
      : `Did you mean ${list.format(nearest)}?`;
  return { code: "not_found", message: `There is no secret ${name} in this workspace. ${remedy}` };
}

/** Somebody deleted it. `by` is null when that person is not known any more. */
export function deleted(name: string, by: string | null, at: Date): Refusal {
  const who = by === null ? "" : ` by ${by}`;
  const message = `The secret ${name} was deleted${who} on ${day.format(at)}. Create it again or remove it from the code.`;
  return { code: "deleted", message };
}

/** It is there, but this version of the action neither references nor selected it. */
export function notSelected(name: string): Refusal {
  const message = `This action may not read the secret ${name} yet: its code computes the name. Select it in the action's Secrets panel and save.`;
  return { code: "not_selected", message };
}

/** The sealed bytes of the version that the run may read are gone. */
export function destroyedVersion(name: string, version: number): Refusal {
  const message = `Version ${version} of the secret ${name} was destroyed. Run the action again to read the current one; if that fails as well, replace the secret's value.`;
  return { code: "refused", message };
}

/** Reading was stopped before a value was given out: damaged, under a missing key, or a fault. One text for all of it. */
export function unreadable(name: string): Refusal {
  const message = `The secret ${name} could not be opened. Replace its value; if that does not help, ask whoever operates this Tacit.`;
  return { code: "refused", message };
}

/** The redactor has no room for another value, and what can't be hidden is not given out. */
export function tooLarge(name: string): Refusal {
  const message = `The secret ${name} was not given out: together with those that this run has read it is too large to be hidden in the log. Read fewer secrets in one run.`;
  return { code: "refused", message };
}

/** More requests than a run may make. */
export function tooManyRequests(limit: number): Refusal {
  const message = `This run has asked for secrets ${limit} times, and gets no more. Read a secret once and keep it in a variable.`;
  return { code: "refused", message };
}

/** More refusals than a run may collect: who goes through names one by one is not told more. */
export function tooManyRefusals(limit: number): Refusal {
  const message = `This run has asked for ${limit} secrets that it may not read or that are not there, and gets no more.`;
  return { code: "refused", message };
}

/** The run is over, or another runner's. */
export function runIsOver(): Refusal {
  return { code: "refused", message: "This run is over and can read no more secrets." };
}
