/**
 * Where to go after signing in: `to` if it's a path of this site, else the start page. A browser reads "//host" and "/\host"
 * as another site (CWE-601), and drops tabs and line breaks inside an address, hence the parser instead of a pattern.
 * The parser also takes dots out, which can leave "//host" of "/.//host": so what it made is judged again.
 */
export function returnPath(to: string | undefined): string {
  const here = "http://tacit.invalid";
  if (to === undefined || !to.startsWith("/") || !URL.canParse(to, here)) return "/";
  const url = new URL(to, here);
  const path = url.pathname + url.search;
  return url.origin === here && !path.startsWith("//") ? path : "/";
}
