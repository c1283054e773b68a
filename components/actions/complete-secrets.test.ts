import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { completeSecrets } from "#components/actions/complete-secrets.ts";

const secrets = [
  { name: "HUBSPOT_API_KEY", title: "HubSpot API key", description: "Private app" },
  { name: "stripe_key", title: null, description: "" },
];

function completeAtEnd(code: string) {
  const state = EditorState.create({ doc: code });
  return completeSecrets(secrets)(new CompletionContext(state, code.length, false));
}

test.each([
  ["app.secrets.", 12],
  ["app.secrets.HUB", 12],
  ["x = f(app.secrets.HUB", 18],
  ["app . secrets . H", 16],
])("after %j every name is offered from %i on", (code, from) => {
  const result = completeAtEnd(code);
  expect(result?.from).toBe(from);
  expect(result?.options.map((option) => option.label)).toEqual(["HUBSPOT_API_KEY", "stripe_key"]);
});

test.each([["app."], ["app.secret"], ["other.secrets.H"], ["app.secrets"], [""]])(
  "after %j none is",
  (code) => {
    expect(completeAtEnd(code)).toBeNull();
  },
);
