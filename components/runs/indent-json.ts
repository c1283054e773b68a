/** Deeper than this nobody reads, and the blanks would grow with the square of it: 64 KiB of brackets would become gigabytes. */
const MOST_DEPTH = 50;

/**
 * JSON text with line breaks and indentation, as JSON.stringify(…, null, 2) sets it, but token by token: parsed into JavaScript's numbers, a
 * long id would lose its last digits. A text that is not JSON, or is nested very deeply, stays as it is.
 */
export function indentJson(json: string): string {
  try {
    JSON.parse(json);
  } catch {
    return json;
  }
  let out = "";
  let depth = 0;
  const lineBreak = (): string => `\n${"  ".repeat(depth)}`;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (/^[{[]\s*[}\]]$/.test(token)) out += token.charAt(0) + token.charAt(token.length - 1);
    else if (token === "{" || token === "[") {
      depth += 1;
      if (depth > MOST_DEPTH) return json;
      out += token + lineBreak();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      out += lineBreak() + token;
    } else if (token === ",") out += token + lineBreak();
    else out += token === ":" ? ": " : token;
  }
  return out;
}
