import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { SecretName } from "#lib/secrets/types.ts";

/** Completes this workspace's secret names after `app.secrets.`, with title and description beside them. Names only: there is nothing else. */
export function completeSecrets(
  secrets: readonly SecretName[],
): (context: CompletionContext) => CompletionResult | null {
  const options = secrets.map((secret) => {
    // What one decides by is at the beginning; a description may have 4,000 characters.
    const info = [secret.title, secret.description]
      .filter((part) => part !== null && part !== "")
      .join("\n")
      .slice(0, 240);
    return { label: secret.name, type: "constant", ...(info === "" ? {} : { info }) };
  });
  return (context) => {
    const word = context.matchBefore(/\bapp\s*\.\s*secrets\s*\.\s*\w*/);
    if (word === null) return null;
    const typed = /\w*$/.exec(word.text)?.[0] ?? "";
    return { from: context.pos - typed.length, options, validFor: /^\w*$/ };
  };
}
