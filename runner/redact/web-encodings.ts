/** Each encoder: what it leaves alone beside letters and digits, and how it writes a blank. */
const PERCENT_ENCODERS: readonly (readonly [safe: string, blank: string])[] = [
  ["_.-~/", "%20"], // urllib.parse.quote
  ["_.-~", "%20"], // quote(safe=""), RFC 3986 §2.3
  ["_.-~", "+"], // quote_plus
  ["_.-~!'()*", "%20"], // encodeURIComponent
  ["_.-~!'()*;,/?:@&=+$#", "%20"], // encodeURI
  ["_.-*", "+"], // application/x-www-form-urlencoded (WHATWG URL §5.2)
];

/** How each encoder, in either case of the digits, writes each of the 256 bytes. */
const PERCENT_TABLES: readonly (readonly string[])[] = PERCENT_ENCODERS.flatMap(([safe, blank]) => {
  const table = Array.from({ length: 256 }, (_, byte) => {
    const character = String.fromCharCode(byte);
    if (character === " ") return blank;
    if (/[A-Za-z0-9]/.test(character) || safe.includes(character)) return character;
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return [table, table.map((written) => (written.startsWith("%") ? written.toLowerCase() : written))];
});

/** Percent-encoded forms, up to so many `times` one over the other, in both cases of the digits. */
export function percentForms(text: string, times: number): Set<string> {
  const forms = new Set<string>();
  for (const table of PERCENT_TABLES) {
    let form = text;
    for (let n = 0; n < times; n++) forms.add((form = percentEncode(form, table)));
  }
  return forms;
}

function percentEncode(text: string, table: readonly string[]): string {
  let out = "";
  for (const byte of Buffer.from(text, "utf8")) out += table[byte] ?? "";
  return out;
}

/** The quotes as html.escape, MarkupSafe and Go, template engines, and XML write them; the first as with quote=False. */
const HTML_QUOTES: readonly (readonly [double: string, single: string])[] = [
  ['"', "'"],
  ["&quot;", "'"],
  ["&quot;", "&#x27;"],
  ["&quot;", "&#39;"],
  ["&#34;", "&#39;"],
  ["&quot;", "&apos;"],
];

/** HTML-escaped forms: `&`, `<` and `>` always, the quotes in each usual way. */
export function htmlForms(text: string): string[] {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return HTML_QUOTES.map(([double, single]) => escaped.replaceAll('"', double).replaceAll("'", single));
}
