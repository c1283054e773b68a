import { expect, test } from "vitest";

import { vagueNameHint } from "#lib/secrets/name-hint.ts";

test.each([
  ...[
    "key",
    "secret 1",
    "secret1",
    "password",
    "test",
    "api_key",
    "API_KEY",
    "apiKey",
    "token",
    "Token2",
    "_",
    "x",
  ],
  ...["My key", "API_KEY_PRODUCTION"],
  ...["client secret (new)", "AccessToken", "123", "prod"],
])("%s gets a hint with a full example", (name) => {
  expect(vagueNameHint(name)).toContain("HUBSPOT_API_KEY_PRODUCTION");
});

test.each([
  ...[
    "HUBSPOT_API_KEY",
    "hubspot_key",
    "HubSpot API key – production",
    "STRIPE_SECRET_KEY",
    "stripeKey",
    "OPENAI",
  ],
  ...["db_password_crm", "Ключ", "S3_KEY_BACKUP", "X_TWITTER_TOKEN"],
])("%s gets none", (name) => {
  expect(vagueNameHint(name)).toBeNull();
});
