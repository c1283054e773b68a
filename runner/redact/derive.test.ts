import { expect, test } from "vitest";
import { deriveTexts } from "#runner/redact/derive.ts";

const derived = (value: string) => [...deriveTexts(value)].filter((text) => text !== value);

const SERVICE_ACCOUNT = JSON.stringify(
  {
    type: "service_account",
    project_id: "acme-production",
    private_key_id: "0123456789abcdef0123",
    private_key:
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAoIB\n-----END PRIVATE KEY-----\n",
    client_email: "robot@acme-production.iam.gserviceaccount.com",
    token_uri: "https://oauth2.googleapis.com/token",
    universe_domain: "googleapis.com",
  },
  null,
  2,
);

test("a value comes itself, stripped, and line by line without short lines", () => {
  expect(derived("  first line is long\nshort\r\n  second line too\n")).toEqual([
    "first line is long\nshort\r\n  second line too",
    "first line is long",
    "second line too",
  ]);
});

test("each leaf of a JSON value comes, numbers as they were written, but neither keys nor short ones", () => {
  expect(
    derived('{"the_long_key":["leaf-number-one",{"n":12345678901234567890,"s":"short","t":true}]}'),
  ).toEqual(["leaf-number-one", "12345678901234567890"]);
});

test("JSON inside a JSON leaf is opened, to a bounded depth", () => {
  const inner = JSON.stringify({ deep: "the-innermost-leaf" });
  expect(derived(JSON.stringify({ outer: inner }))).toEqual([inner, "the-innermost-leaf"]);
  let deep = "the-innermost-leaf";
  for (let n = 0; n < 9; n++) deep = JSON.stringify([deep]);
  expect(derived(deep)).toHaveLength(4);
});

test("a service account gives its key, also line by line, and none of its public fields", () => {
  const texts = derived(SERVICE_ACCOUNT);
  expect(texts).toContain("MIIEvQIBADANBgkqhkiG9w0");
  expect(texts).toContain("0123456789abcdef0123");
  for (const open of [
    "service_account",
    "acme-production",
    "https://oauth2.googleapis.com/token",
    "googleapis.com",
  ]) {
    expect(texts).not.toContain(open);
  }
  expect(texts.filter((text) => text.includes('"type"'))).toEqual([]);
  expect(texts).not.toContain("-----BEGIN PRIVATE KEY-----");
});

test("the same fields in any other JSON are secret", () => {
  expect(derived('{"type":"my-own-type","project_id":"acme-production"}')).toEqual([
    "my-own-type",
    "acme-production",
  ]);
});

test.each([
  ["postgres://app:p%40ss%2Fword-1@db.example.com:5432/main", ["p%40ss%2Fword-1", "p@ss/word-1"]],
  ["postgres://app:p@ssword-1@db.example.com/main", ["p@ssword-1"]],
  ["redis://:just-a-password@cache:6379", ["just-a-password"]],
  ["host=db user=app password=key-word-form dbname=main", ["key-word-form"]],
  ["host=db password='with \\'quotes\\' in it'", ["with \\'quotes\\' in it", "with 'quotes' in it"]],
  ["Server=db;User Id=app;Password=ado-password;Encrypt=true", ["ado-password"]],
  ["jdbc:postgresql://db/main?user=app&password=jdbc%2Dpassword", ["jdbc%2Dpassword", "jdbc-password"]],
  ["postgres://app:100%safe-word@db/main", ["100%safe-word"]],
  ["postgres://app:short@db/main", []],
  ["https://hooks.example.com/services/T000/B000", []],
])("the password of %s is %j", (value, passwords) => {
  expect(derived(value)).toEqual(passwords);
});

test("ruler lines and blank lines are no parts", () => {
  expect(derived("====================\n        \nthe secret line")).toEqual(["the secret line"]);
});
