import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { createRedactor } from "#runner/redact/redactor.ts";

/** Secrets that Python makes and encodes. */
const SECRETS = 300;

/**
 * Python's own libraries write each secret in each notation; the redactor's code has no part in it. `whole` notations must vanish
 * entirely; of `inside` ones, which stand within something larger, at most the characters that share bits with neighbours stay.
 */
const PROGRAM = String.raw`
import base64, binascii, html, json, logging, pprint, random, shlex, string, sys, traceback, urllib.parse
from urllib.parse import quote, quote_plus, urlencode
rng = random.Random(20261122)
TOKEN = string.ascii_letters + string.digits + "_-"
PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "
WIDE = PRINTABLE + "\n\t\r\x01\x7f\x85\xa0äöüßéñ€漢字\u200b\u2028🔑🧡"
def value(n):
    kind = n % 6
    if kind == 0: return "sk_live_" + "".join(rng.choices(TOKEN, k=rng.randint(8, 60)))
    if kind == 1: return "".join(rng.choices(PRINTABLE, k=rng.randint(8, 80)))
    if kind == 2: return "".join(rng.choices(WIDE, k=rng.randint(10, 80)))
    if kind == 3: return "\n".join("".join(rng.choices(TOKEN + "+/", k=64)) for _ in range(rng.randint(2, 8))) + "\n"
    if kind == 4: return "postgres://app:" + quote("".join(rng.choices(PRINTABLE, k=16)), safe="") + "@db.example.com/main"
    return json.dumps({"id": rng.randint(10**9, 10**10), "key": "".join(rng.choices(WIDE, k=40))}, ensure_ascii=rng.random() < .5)
def lower(text):
    return "".join(c if i < 1 or "%" not in text[max(0, i - 2):i] else c.lower() for i, c in enumerate(text))
def raised(v):
    try: raise ValueError(v)
    except ValueError as e: return "".join(traceback.format_exception_only(e))[len("ValueError: "):-1]
for n in range(int(sys.argv[1])):
    v = value(n)
    if len(v.strip()) < 8: v += "12345678"
    b = v.encode()
    whole = {
        "raw": v,
        "exception": raised(v),
        "f-string": f"{v}",
        "json": json.dumps(v, ensure_ascii=False)[1:-1],
        "json ascii": json.dumps(v)[1:-1],
        "json in json": json.dumps(json.dumps(v))[3:-3],
        "u-escaped": "".join(f"\\u{int.from_bytes(u, 'big'):04x}" for u in [v.encode("utf-16-be")[i:i+2] for i in range(0, len(v.encode("utf-16-be")), 2)]),
        "u-escaped upper": "".join(f"\\u{int.from_bytes(u, 'big'):04X}" for u in [v.encode("utf-16-be")[i:i+2] for i in range(0, len(v.encode("utf-16-be")), 2)]),
        "quote": quote(v), "quote all": quote(v, safe=""), "quote plus": quote_plus(v),
        "quote twice": quote(quote(v)), "quote all twice": quote(quote(v, safe=""), safe=""), "quote plus twice": quote_plus(quote_plus(v)),
        "quote lower": lower(quote(v)), "urlencode": urlencode({"k": v})[2:],
        "html": html.escape(v), "html text": html.escape(v, quote=False), "html 39": html.escape(v).replace("&#x27;", "&#39;"),
        "repr": repr(v)[1:-1], "ascii": ascii(v)[1:-1], "bytes": repr(b)[2:-1],
        "dict": str({"k": v})[7:-2], "double quoted repr": repr(v + "'")[1:-2] if '"' not in v else repr(v)[1:-1],
        "hex": b.hex(), "hex upper": binascii.hexlify(b).decode().upper(),
        "base32": base64.b32encode(b).decode(), "base64": base64.b64encode(b).decode(),
        "base64url": base64.urlsafe_b64encode(b).decode(), "base64url bare": base64.urlsafe_b64encode(b).decode().rstrip("="),
        "mime": base64.encodebytes(b).decode()[:-1], "mime repr": repr(base64.encodebytes(b))[2:-3],
        "last line": (lambda line: line if len(line) >= 8 else v)(v.strip().splitlines()[-1].strip()),
    }
    inside = {}
    for before in (1, 2, 3, 55, 56, 57, 70):
        blob = b"u" * before + b + b":" + b"v" * 40
        for name, encoded in (("b64", base64.b64encode(blob)), ("url", base64.urlsafe_b64encode(blob)), ("mime", base64.encodebytes(blob))):
            inside[f"{name} after {before}"] = encoded.decode()
        inside[f"64 after {before}"] = "\r\n".join(e for e in [base64.b64encode(blob).decode()[i:i+64] for i in range(0, 9999, 64)] if e)
    if v.startswith("postgres"):
        whole["password"] = urllib.parse.urlsplit(v).password
        whole["decoded password"] = urllib.parse.unquote(urllib.parse.urlsplit(v).password)
    if v.startswith('{"id"'): whole["leaf"] = json.loads(v)["key"]; whole["leaf repr"] = repr(json.loads(v)["key"])[1:-1]
    print(json.dumps({"value": v, "whole": whole, "inside": inside, "length": len(b)}))
`;

interface Encoded {
  value: string;
  whole: Record<string, string>;
  inside: Record<string, string>;
  length: number;
}

function fromPython(count: number): Encoded[] {
  const out = execFileSync("/usr/bin/python3", ["-I", "-X", "utf8", "-", String(count)], {
    input: PROGRAM,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Encoded);
}

/** What a redactor that knows `known` leaves of a secret, one line for each notation. */
function survivorsOf(encoded: readonly Encoded[], known: (value: string) => string): string[] {
  const survivors: string[] = [];
  for (const [n, { value, whole, inside, length }] of encoded.entries()) {
    const redactor = createRedactor();
    redactor.add("S", known(value));
    for (const [notation, text] of Object.entries(whole)) {
      const shown = redactor.text(`<${text}>`);
      if (shown !== "<[S]>") survivors.push(`${n} ${notation}: ${text} -> ${shown}`);
    }
    for (const [notation, text] of Object.entries(inside)) {
      const shown = redactor.text(text);
      // All that encodes the value alone is gone; the characters at its ends share bits with neighbours.
      const characters = (part: string) => part.replace(/[\s=]/g, "").length;
      const hidden = characters(text) - characters(shown.replaceAll("[S]", ""));
      if (hidden < Math.floor((length * 8 - 10) / 6)) survivors.push(`${n} ${notation}: ${text} -> ${shown}`);
    }
  }
  return survivors;
}

test("no secret survives in any notation of Python's own libraries", { timeout: 600_000 }, () => {
  expect(survivorsOf(fromPython(SECRETS), (value) => value)).toEqual([]);
});

test("control: a redactor that knows another secret lets every notation through", { timeout: 60_000 }, () => {
  const encoded = fromPython(12);
  const notations = encoded.flatMap(({ whole, inside }) => [...Object.keys(whole), ...Object.keys(inside)]);
  expect(survivorsOf(encoded, () => "another-secret-altogether")).toHaveLength(notations.length);
});
