/** Python's hard keywords: `keyword.kwlist`, the same from 3.11 to 3.14. Soft keywords (match, case, type, _) are fine as attributes. */
export const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);
