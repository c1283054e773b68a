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
  ...["db_password_crm", "Ключ", "S3_KEY_BACKUP", "X_TWITTER_TOKEN", "1password token"],
])("%s gets none", (name) => {
  expect(vagueNameHint(name)).toBeNull();
});

// Made up; none of them ever opened anything. Put together here, so that no scanner takes them for real ones.
test.each([
  ["sk", "_live_", "0123456789abcdefABCDEF01"],
  ["gh", "p_", "aaaaBBBB0000ccccDDDD1111eeeeFFFF2222"],
  ["pat", "-eu1-", "01234567-89ab-cdef-0123-456789abcdef"],
  ["", "", "01234567-89ab-cdef-0123-456789abcdef"],
  ["", "", "wJalrXUtnFEMI7MDENGbPxRfiCYEXAMPLEKEY"],
  ["", "", "d41d8cd98f00b204e9800998ecf8427e"],
])("a value typed as a name is pointed out without repeating it (%s%s…)", (...parts) => {
  const hint = vagueNameHint(parts.join(""));
  expect(hint).toContain("This looks like a value");
  expect(hint).not.toContain(parts[2]);
});

test.each([
  "SHA256_SIGNING_KEY_HUBSPOT",
  "HubSpotApiKeyForTheProductionSystem",
  "AWS_EU_WEST_1_KEY",
  "GOOGLE_OAUTH2_CLIENT",
  "facade",
])("%s does not look like a value", (name) => {
  expect(vagueNameHint(name)).toBeNull();
});
