/** `scheme://user:password@host`; the last `@` ends the password, because people forget to encode one inside it. */
const URL_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^:/?#\s]*:(.*)@/is;

/** libpq's `password=…`, ADO's `Password=…;`, JDBC's `&password=…`, Azure's `AccountKey=…;` (libpq 34.1.1.1 for the quotes). */
const FIELD_PASSWORD =
  /(?:^|[\s;?&])(?:password|passwd|pwd|accountkey|sharedaccesskey)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|([^;&\s]+))/gi;

/** The passwords that a connection string holds: as written, and percent-decoded. Nothing when it is none. */
export function connectionPasswords(text: string): string[] {
  const found: string[] = [];
  const url = URL_PASSWORD.exec(text)?.[1];
  if (url !== undefined) found.push(url, percentDecode(url));
  for (const [, single, double, bare] of text.matchAll(FIELD_PASSWORD)) {
    const written = single ?? double ?? bare ?? "";
    found.push(written, percentDecode(written), written.replace(/\\(.)/gs, "$1"));
  }
  return found;
}

/** Decodes like Python's `urllib.parse.unquote`: a malformed escape stays as it is, where decodeURIComponent would throw. */
function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}
