import { expect, test } from "vitest";
import { NeedleBudgetError } from "#runner/redact/needle-set.ts";
import { createRedactor } from "#runner/redact/redactor.ts";
import type { RedactionStream } from "#runner/redact/types.ts";

const TOKEN = "sk_live_51MexAmPle0aZq9";

function redactorOf(secrets: Readonly<Record<string, string>>) {
  const redactor = createRedactor();
  for (const [name, value] of Object.entries(secrets)) redactor.add(name, value);
  return redactor;
}

const write = (stream: RedactionStream, text: string) =>
  Buffer.from(stream.write(Buffer.from(text))).toString();
const end = (stream: RedactionStream) => Buffer.from(stream.end()).toString();

test("without secrets everything passes unchanged", () => {
  expect(createRedactor().text(`token ${TOKEN}`)).toBe(`token ${TOKEN}`);
});

test("an ordinary line is given out at once, whatever it ends with", () => {
  const redactor = createRedactor();
  for (let n = 0; n < 60; n++) redactor.add(`S${n}`, `${String.fromCharCode(65 + n)}-${n}-${TOKEN}`);
  const stream = redactor.openStream();
  for (const line of [
    "done.\n",
    "id 5f4dcc3b5aa765d61d8327deb882cf99\n",
    "GET /crm/v3/objects/contacts\n",
    "eyJhbGci\n",
  ]) {
    expect(write(stream, line)).toBe(line);
  }
});

test("only a needle's beginning is held back, and given out once it is none", () => {
  const stream = redactorOf({ TOKEN }).openStream();
  expect(write(stream, "the token sk_li")).toBe("the token ");
  expect(write(stream, "ve is short\n")).toBe("sk_live is short\n");
  expect(write(stream, "the token sk_li")).toBe("the token ");
  expect(write(stream, `${TOKEN.slice(5)}!`)).toBe("[TOKEN]!");
});

test("a tail of four bytes of a needle's beginning becomes the mark, of three it passes", () => {
  const redactor = redactorOf({ TOKEN });
  for (let n = 0; n < TOKEN.length; n++) {
    expect(redactor.text(`x ${TOKEN.slice(0, n)}`)).toBe(n < 4 ? `x ${TOKEN.slice(0, n)}` : "x [TOKEN]");
  }
});

test("overlapping hits become one mark, of the one that starts first and is longest; touching ones keep theirs", () => {
  const redactor = redactorOf({ FIRST: "abcdefghij", SECOND: "ghijklmnop", LONG: "abcdefghij-and-more" });
  expect(redactor.text("<abcdefghijklmnop>")).toBe("<[FIRST]>");
  expect(redactor.text("<abcdefghij-and-more>")).toBe("<[LONG]>");
  expect(redactor.text("<abcdefghijabcdefghij>")).toBe("<[FIRST][FIRST]>");
});

test("an endless run of a needle that overlaps itself is one mark, given out as it begins", () => {
  const stream = redactorOf({ A: "aaaaaaaaaaaa" }).openStream();
  expect(write(stream, `x${"a".repeat(40)}`)).toBe("x[A]");
  expect(write(stream, "a".repeat(40))).toBe("");
  expect(write(stream, "b")).toBe("b");
});

test("a value added while a stream holds bytes back is looked for in them", () => {
  const redactor = redactorOf({ OLD: "prefix-of-old-value" });
  const [out, err] = [redactor.openStream(), redactor.openStream()];
  expect(write(out, "say prefix-of-o")).toBe("say ");
  expect(write(err, "other prefix-")).toBe("other ");
  redactor.add("NEW", "refix-of-other");
  expect(write(out, "ther")).toBe("p[NEW]");
  expect(write(err, "of-other\n")).toBe("p[NEW]\n");
});

test("stdout and stderr do not complete each other's needles", () => {
  const redactor = redactorOf({ TOKEN });
  const [out, err] = [redactor.openStream(), redactor.openStream()];
  expect(write(out, TOKEN.slice(0, 10))).toBe("");
  expect(write(err, TOKEN.slice(10))).toBe(TOKEN.slice(10));
  expect(write(out, TOKEN.slice(10))).toBe("[TOKEN]");
});

test("a short value is masked as a whole token only", () => {
  const redactor = redactorOf({ PIN: "4711", WORD: "héllo" });
  expect(redactor.text("4711 (4711) '4711', 14711 4711_ a4711 47111 4711")).toBe(
    "[PIN] ([PIN]) '[PIN]', 14711 4711_ a4711 47111 [PIN]",
  );
  expect(redactor.text('{"w": "h\\u00e9llo"} h%C3%A9llo hhéllo 34373131 NDcxMQ==')).toBe(
    '{"w": "[WORD]"} [WORD] hhéllo [PIN] [PIN]',
  );
});

test("a short value at the end of a chunk waits for what follows", () => {
  const stream = redactorOf({ PIN: "4711" }).openStream();
  expect(write(stream, "pin 4711")).toBe("pin ");
  expect(write(stream, "0, pin 4711")).toBe("47110, pin ");
  expect(write(stream, "\n")).toBe("[PIN]\n");
  expect(write(stream, "4711") + end(stream)).toBe("[PIN]");
});

test("an empty or blank value masks nothing", () => {
  expect(
    redactorOf({ A: "", B: "   ", C: "\n\n\n\n\n\n\n\n\n\n" }).text("a\n\n\n\n\n\n\n\n\n\n\nb          c"),
  ).toBe("a\n\n\n\n\n\n\n\n\n\n\nb          c");
});

test("a mark never shows a value", () => {
  expect(redactorOf({ admin: "admin" }).text("user admin")).toBe("user [secret]");
  expect(redactorOf({ hunter2_is_long: "hunter2_is_long" }).text("hunter2_is_long!")).toBe("[secret]!");
  expect(redactorOf({ A: "long-value-of-a", secret: "secret" }).text("long-value-of-a secret")).toBe(
    "[A] [***]",
  );
  expect(
    redactorOf({ NAME: "the [OTHER_NAME] mark", OTHER_NAME: "[OTHER_NAME]" }).text("[OTHER_NAME]!"),
  ).toBe("[secret]!");
});

test("base64 in the middle of something larger is masked wherever lines are wrapped", () => {
  const value = `${TOKEN}/${TOKEN}+${TOKEN}`;
  const redactor = redactorOf({ LONG: value });
  for (let before = 45; before < 120; before++) {
    const encoded = Buffer.from(`${"u".repeat(before)}${value}:${"v".repeat(30)}`).toString("base64");
    for (const [width, wrap] of [
      [76, "\n"],
      [64, "\r\n"],
      [76, "\\n"],
    ] as const) {
      const wrapped = encoded.replace(new RegExp(`.{${width}}`, "g"), `$&${wrap}`);
      const shown = redactor.text(`${wrapped}.`);
      expect(shown.split("[LONG]")).toHaveLength(2);
      // What stays is what others encode: at most the two characters that share bits with them.
      const stays = shown.replace("[LONG]", "").replaceAll(wrap, "").length - 1;
      expect(stays).toBeLessThanOrEqual(encoded.length - Math.floor((value.length * 4) / 3) + 2);
    }
  }
});

test("control: a break after a short line is no wrapping", () => {
  const encoded = Buffer.from(TOKEN).toString("base64");
  const broken = `${encoded.slice(0, 12)}\n${encoded.slice(12)}.`;
  expect(redactorOf({ TOKEN }).text(broken)).toBe(broken);
});

test("needles of up to 8 MiB are taken; what would exceed them is refused and changes nothing", () => {
  const redactor = createRedactor();
  const large = (n: number) =>
    Array.from({ length: 1000 }, (_, k) => `${n} <line number ${k * 7919}> & "more"`).join("\n");
  const add = () => {
    for (let n = 0; n < 40; n++) redactor.add(`LARGE_${n}`, large(n));
  };
  expect(add).toThrow(NeedleBudgetError);
  expect(redactor.text(large(0))).toBe("[LARGE_0]");
  expect(redactor.text(`${large(39)}.`)).toContain(large(39).slice(-100));
  redactor.add("SMALL", TOKEN);
  expect(redactor.text(TOKEN)).toBe("[SMALL]");
});

test.each([
  ["many lines", (n: number) => `SETTING_${n}="<${n * 7919}> & /some/path?x=${n}"\n`, ""],
  ["one line", (n: number) => `<${n * 7919}>&'/é"`, ""],
  ["pretty-printed JSON", (n: number) => `  "setting ${n}": "<${n * 7919}> & /some/path",\n`, "{"],
])("one value of 64 KiB fits: %s", (_, part, start) => {
  let value = start;
  for (let n = 0; value.length < 65_500; n++) value += part(n);
  if (start === "{") value = `${value.replace(/,\n$/, "")}}`;
  expect(redactorOf({ SETTINGS: value }).text(`<${value}>`)).toBe("<[SETTINGS]>");
});

test("the error of an exceeded budget names the secret and holds nothing of its value", () => {
  const error = new NeedleBudgetError("BIG_FILE");
  expect(error.message).toMatch(/^BIG_FILE cannot be read: .*8 MiB/);
});

test("public fields and PEM boundaries inside a value stay readable", () => {
  const redactor = redactorOf({
    GOOGLE: JSON.stringify({
      type: "service_account",
      token_uri: "https://oauth2.googleapis.com/token",
      private_key: TOKEN,
    }),
    CERT: `-----BEGIN CERTIFICATE-----\n${TOKEN}\n-----END CERTIFICATE-----`,
  });
  const open = "service_account at https://oauth2.googleapis.com/token\n-----BEGIN CERTIFICATE-----\n";
  expect(redactor.text(`${open}${TOKEN}.`)).toBe(`${open}[GOOGLE].`);
});

test("in a host name a value is found in lower case, too", () => {
  const redactor = redactorOf({ SHOP: "AcMe-Shop-7Q", SHORT: "Ab3", JSON: '{"host":"Tenant-99-XyZ"}' });
  expect(redactor.host("acme-shop-7q.example.com")).toBe("[SHOP].example.com");
  expect(redactor.host("AcMe-Shop-7Q.example.com")).toBe("[SHOP].example.com");
  expect(redactor.host("ab3.tenant-99-xyz.example.com")).toBe("[SHORT].[JSON].example.com");
  expect(redactor.host("shop.example.com")).toBe("shop.example.com");
  // In other text case counts, or a value such as "Production" would take a common word out of the log.
  expect(redactor.text("acme-shop-7q")).toBe("acme-shop-7q");
});
