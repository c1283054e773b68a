/** One assignment; or several lines, which are a whole `.env`. */
export type PastedAssignment = Readonly<{ name: string; value: string }> | Readonly<{ lines: true }>;

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[ \t]*(.*?)\s*$/;

/**
 * What was pasted into the name field, if it is `NAME=value` as in `.env` or a shell: with or without `export`, quotes, and a comment behind white space and #.
 * In double quotes \n, \r, \t, \", \$, \` and \\ are read as a shell would. Null for anything else, and for an empty value.
 */
export function parsePastedAssignment(text: string): PastedAssignment | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const [first, ...others] = lines;
  const match = first === undefined ? null : ASSIGNMENT.exec(first);
  if (match === null) return severalAssignments(lines) ? { lines: true } : null;
  if (others.length > 0) return { lines: true };
  const [, name = "", raw = ""] = match;
  const value = unquote(raw);
  // "QUJD==" is the end of a Base64 text, not an assignment of "=".
  return value === "" || value === "=" ? null : { name, value };
}

/** A `.env` may begin with comments. */
function severalAssignments(lines: readonly string[]): boolean {
  return lines.length > 1 && lines.some((line) => ASSIGNMENT.test(line)) && /^\s*#/.test(lines[0] ?? "");
}

function unquote(raw: string): string {
  const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')(?:\s+#.*|\s*;?\s*)$/.exec(raw);
  if (quoted?.[2] !== undefined) return quoted[2];
  if (quoted?.[1] !== undefined) {
    const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
    return quoted[1].replace(/\\([nrt"$`\\])/g, (_, letter: string) => escapes[letter] ?? letter);
  }
  return raw.replace(/(^|\s+)#.*$/, "");
}
